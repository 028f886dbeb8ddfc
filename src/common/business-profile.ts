/** What users see of a business. */

/** What users see of a business, as Meta names it; which members are present depends on the fields asked for. */
export interface BusinessProfile {
  /** The line below the name. */
  about?: string;
  /** The address. */
  address?: string;
  /** What the business does. */
  description?: string;
  /** The email address. */
  email?: string;
  /** Where the picture can be seen. Absent without a picture. */
  profile_picture_url?: string;
  /** The industry: `RETAIL`, `OTHER` and so on. */
  vertical?: string;
  /** At most 2 URLs. */
  websites?: string[];
  /** Any other field that was asked for. */
  [field: string]: unknown;
}
