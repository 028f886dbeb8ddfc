/**
 * A cassette: requests and webhooks as HTTP archive, which browsers, proxies and test libraries read.
 *
 * @see "HAR 1.2" http://www.softwareishard.com/blog/har-12-spec/ (read 2026-11)
 */

/** The archive of an emulator: what `JSON.stringify` makes a `.har` file of. */
export interface HarArchive {
  /** The only member of the file. */
  log: HarLog;
}

/** What was asked and posted, and who says so. */
export interface HarLog {
  /** Version of the format. */
  version: '1.2';
  /** `name` and `version` of who has written it. */
  creator: Readonly<Record<string, string>>;
  /**
   * Graph requests, and each attempt to deliver a webhook, in the order in which they began. Their `comment` is `graph`
   * or `webhook`; without an answer the status is 0.
   */
  entries: readonly object[];
}
