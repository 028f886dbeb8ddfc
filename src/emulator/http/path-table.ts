/**
 * Finds what belongs to a method and a path in one look, however many paths there are: Express would try one after the
 * other.
 */

interface Row<Value> {
  /** The parts that stand for themselves, in lower case; undefined for one that may be anything. */
  parts: readonly (string | undefined)[];
  value: Value;
}

/** Rows by method and path; a path part such as `:id` or `{waba-id}` may be anything. */
export class PathTable<Value> {
  /** Rows with the same method and number of parts, in the order in which they came. */
  readonly #rows = new Map<string, Row<Value>[]>();

  /** @param name method and path, such as `GET /:id/messages` */
  add(name: string, value: Value): void {
    const [method = '', path = ''] = name.split(' ');
    const parts = pathParts(path).map((part) => (/^[:{]/.test(part) ? undefined : part.toLowerCase()));
    const key = `${method} ${parts.length}`;
    const rows = this.#rows.get(key) ?? [];
    this.#rows.set(key, rows);
    rows.push({ parts, value });
  }

  /** The first value whose path is this one, and that `isMeant` takes. */
  find(
    method: string,
    path: string,
    isMeant: (value: Value, parts: readonly string[]) => boolean = () => true,
  ): Value | undefined {
    const given = pathParts(path);
    const rows = this.#rows.get(`${method} ${given.length}`);
    const found = rows?.find(({ parts, value }) => isSamePath(parts, given) && isMeant(value, given));
    return found?.value;
  }
}

/** A slash at the end means nothing, and neither does the case of a word. */
function pathParts(path: string): string[] {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return end <= 1 ? [] : path.slice(1, end).split('/');
}

function isSamePath(wanted: readonly (string | undefined)[], given: readonly string[]): boolean {
  return wanted.every((part, at) => {
    const one = given[at] ?? '';
    return part === undefined ? one !== '' : part === one || part === one.toLowerCase();
  });
}
