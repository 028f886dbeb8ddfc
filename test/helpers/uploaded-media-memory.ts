/** A store of uploaded media in memory: the least that one does. */
import type {
  UploadedMediaAnswer,
  UploadedMediaClaim,
  UploadedMediaEntry,
  UploadedMediaStore,
} from '../../src/media/uploaded-media-store.js';

interface Row {
  media?: UploadedMediaEntry | undefined;
  claim?: Pick<UploadedMediaClaim, 'claimId' | 'untilMs'> | undefined;
}

export class MemoryUploadedMedia implements UploadedMediaStore {
  readonly rows = new Map<string, Row>();

  async claim(key: string, { claimId, nowMs, untilMs, notMediaId }: UploadedMediaClaim): Promise<UploadedMediaAnswer> {
    const { media, claim } = this.rows.get(key) ?? {};
    const isUsable = media !== undefined && media.usableUntilMs > nowMs && media.mediaId !== notMediaId;
    if (isUsable) return { kind: 'known', mediaId: media.mediaId };
    if (claim && claim.claimId !== claimId && claim.untilMs > nowMs) return { kind: 'taken' };
    this.rows.set(key, { claim: { claimId, untilMs } });
    return { kind: 'yours' };
  }

  async report(key: string, claimId: string, media?: UploadedMediaEntry): Promise<void> {
    const row = this.rows.get(key) ?? {};
    const claim = row.claim?.claimId === claimId ? undefined : row.claim;
    this.rows.set(key, { claim, media: media ?? row.media });
  }
}
