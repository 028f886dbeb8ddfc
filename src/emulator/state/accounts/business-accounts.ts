import type { IdSource } from '../../meta/id-source.js';

/** A business account that is added. */
export interface AddAccountOptions {
  /** Id of the account, 5 to 20 digits. @default a new random id */
  wabaId?: string;
  /** Name of the account. @default 'Emulated Business Account' */
  name?: string;
  /**
   * Whose account it is: the business's own, or that of a client who has shared it with the business.
   *
   * @default 'self'
   */
  owner?: 'self' | 'client';
}

/** A person who may work with an account. */
interface AssignedUser {
  id: string;
  /** What the person may do, in Meta's words: `MANAGE`, `MESSAGING`. */
  tasks: readonly string[];
}

/** A WhatsApp Business account. */
export interface BusinessAccount {
  readonly id: string;
  readonly owner: 'self' | 'client';
  name: string;
  /** Meta's number of the time zone. */
  timezoneId: string;
  /** Whether marketing messages by the Cloud API are refused to it. */
  isMarketingDisabled: boolean;
  /** Who may work with it, by user id. */
  readonly users: Map<string, AssignedUser>;
  /** The product catalog that is connected. */
  catalogId: string | undefined;
}

/** The business, its accounts, and those of its clients. */
export class BusinessAccounts {
  readonly business: { id: string; name: string };
  readonly #byId = new Map<string, BusinessAccount>();
  readonly #ids: IdSource;
  readonly #onAdd: (wabaId: string) => void;

  /** @param onAdd is told of every account once */
  constructor(ids: IdSource, onAdd: (wabaId: string) => void) {
    this.business = { id: ids.objectId('business'), name: 'Emulated Business' };
    this.#ids = ids;
    this.#onAdd = onAdd;
  }

  /** @throws Error when there is one with this id. */
  add({ wabaId = this.#ids.objectId('account'), name, owner = 'self' }: AddAccountOptions): BusinessAccount {
    if (this.#byId.has(wabaId)) throw new Error(`the emulator already has a business account with id ${wabaId}`);
    const account: BusinessAccount = {
      id: wabaId,
      owner,
      name: name ?? 'Emulated Business Account',
      timezoneId: '1',
      isMarketingDisabled: false,
      users: new Map(),
      catalogId: undefined,
    };
    this.#byId.set(wabaId, account);
    this.#onAdd(wabaId);
    return account;
  }

  /** An account by its id; one that is not known yet becomes an account of the business. */
  ensure(wabaId: string): BusinessAccount {
    return this.find(wabaId) ?? this.add({ wabaId });
  }

  find(id: string): BusinessAccount | undefined {
    return this.#byId.get(id);
  }

  all(): BusinessAccount[] {
    return [...this.#byId.values()];
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { byId: this.#byId };
  }

  clear(): void {
    this.#byId.clear();
  }
}
