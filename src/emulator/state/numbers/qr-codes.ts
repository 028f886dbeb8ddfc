import { randomInt } from 'node:crypto';

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

  get isFull(): boolean {
    return this.#byCode.size >= qrCodeLimit;
  }

  add(code: Omit<QrCode, 'code'>): QrCode {
    const added = { ...code, code: createCode() };
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
}

function createCode(): string {
  return Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('');
}
