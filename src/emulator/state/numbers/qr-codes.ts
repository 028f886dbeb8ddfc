import type { IdSource } from '../../meta/id-source.js';

/** Most codes of a number. */
export const qrCodeLimit = 2000;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const codeLength = 14;

/** A link and a QR code that open a chat with a message to send. */
export interface QrCode {
  readonly code: string;
  message: string;
  /** Format of the image that was asked for. */
  imageFormat?: 'PNG' | 'SVG';
  readonly createdAtMs: number;
}

/** The QR codes of a number. */
export class QrCodes {
  readonly #byCode = new Map<string, QrCode>();
  readonly #ids: IdSource;

  constructor(ids: IdSource) {
    this.#ids = ids;
  }

  get isFull(): boolean {
    return this.#byCode.size >= qrCodeLimit;
  }

  /** Brings back a saved code. */
  restore(code: QrCode): void {
    this.#byCode.set(code.code, code);
  }

  add(code: Omit<QrCode, 'code'>): QrCode {
    const added = { ...code, code: this.#createCode() };
    this.#byCode.set(added.code, added);
    return added;
  }

  find(code: string): QrCode | undefined {
    return this.#byCode.get(code);
  }

  /** @returns false when there is none. */
  delete(code: string): boolean {
    return this.#byCode.delete(code);
  }

  /** Newest first. */
  all(): QrCode[] {
    return [...this.#byCode.values()].reverse();
  }

  #createCode(): string {
    return [...this.#ids.bytes('QR code', codeLength)].map((byte) => letters[byte % letters.length]).join('');
  }
}
