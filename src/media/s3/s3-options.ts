/** Options of the connection of an `S3MediaStore`: apart, as whoever compiles them may not have the AWS SDK. */

/** How an `S3MediaStore` reaches its server. What is absent comes from the environment, as with every AWS tool. */
export interface S3ClientOptions {
  /** The URL of a server that speaks S3's protocol. @default Amazon's, for the region */
  endpoint?: string;
  /** The region. @default from `AWS_REGION` and the profile of the AWS SDK */
  region?: string;
  /** The keys. @default as the AWS SDK finds them: environment, profile, role of the machine */
  credentials?: S3Credentials;
  /** Names the bucket in the path instead of the host name. @default true with `endpoint`, else false */
  forcePathStyle?: boolean;
}

/** An access key. */
export interface S3Credentials {
  /** The id of the key. */
  accessKeyId: string;
  /** The secret of the key. */
  secretAccessKey: string;
  /** The token of a temporary key. */
  sessionToken?: string;
}
