import { userSchema } from '../../common/ids/user-reference.js';
import { parseInput } from '../../common/schema/parse-input.js';
import { behaviorFrom, type Behavior, type EmulatorBehavior } from '../settings/behavior.js';
import type { TemporalSide } from '../settings/temporal-side.js';
import type { EmulatorInfo, EmulatorSettings } from '../settings/options.js';
import { AccessTokens } from './accounts/access-tokens.js';
import { appIdKinds, Apps, type EmulatedApp, type NewApp } from './accounts/apps.js';
import { AuthorizationCodes } from './accounts/authorization-codes.js';
import { BusinessAccounts } from './accounts/business-accounts.js';
import { Subscriptions } from './accounts/subscriptions.js';
import { Templates } from './accounts/templates.js';
import { CallPermissions } from './calls/call-permissions.js';
import { Calls } from './calls/calls.js';
import { Flows } from './flows/flows.js';
import { Groups } from './groups/groups.js';
import { MediaLibrary } from './media/media-library.js';
import { UploadFolder } from './media/upload-folder.js';
import { UploadSessions } from './media/upload-sessions.js';
import { BlockedUsers } from './messages/blocked-users.js';
import { MessageLog, type EmulatedMessage } from './messages/message-log.js';
import { SendLimits } from './messages/send-limits.js';
import { ServiceWindows } from './messages/service-windows.js';
import { Users } from './messages/users.js';
import { PhoneNumbers, type PhoneNumber } from './numbers/phone-numbers.js';
import { AnswerBodies } from './requests/answer-bodies.js';
import { FaultList } from './requests/fault-list.js';
import { RecordList } from './kept-records.js';
import type { RecordedRequest } from './requests/request-log.js';
import type { StateListener } from './state-listener.js';
import { ResetCount } from './reset-count.js';
import { StoredObjects } from './stored-objects.js';

/** Everything that the emulator remembers. */
export class EmulatorState {
  readonly settings: EmulatorSettings;
  readonly listener: StateListener;
  readonly resets = new ResetCount();
  readonly uploads = new UploadFolder();
  readonly media: MediaLibrary;
  readonly sessions: UploadSessions;
  readonly messages: MessageLog;
  readonly phoneNumbers: PhoneNumbers;
  readonly templates: Templates;
  readonly accounts: BusinessAccounts;
  readonly flows: Flows;
  readonly groups: Groups;
  readonly calls: Calls;
  readonly callPermissions: CallPermissions;
  readonly users: Users;
  readonly blocked = new BlockedUsers();
  readonly faults = new FaultList(() => this.listener.faults());
  readonly requests: RecordList<RecordedRequest>;
  readonly answers = new AnswerBodies();
  readonly apps: Apps;
  readonly subscriptions: Subscriptions;
  readonly accessTokens: AccessTokens;
  readonly codes = new AuthorizationCodes();
  /** Objects of operations that are only stored. */
  readonly stored: StoredObjects;
  readonly limits: SendLimits;
  readonly windows: ServiceWindows;
  /** The emulator's own address, known once it listens. */
  baseUrl = '';
  /** What the phone page can ask of Temporal. */
  temporalSide: TemporalSide | undefined;
  #behavior: Behavior;

  constructor(settings: EmulatorSettings, listener: StateListener) {
    const { clock, ids, appSecret, recordLimit } = settings;
    this.settings = settings;
    this.listener = listener;
    this.temporalSide = settings.temporalSide;
    this.#behavior = settings.behavior;
    const { accessTokenTtlMs: ttlMs } = settings;
    this.accessTokens = new AccessTokens(settings.accessToken, { clock, ttlMs, limit: recordLimit });
    this.limits = new SendLimits(clock);
    this.windows = new ServiceWindows(clock, recordLimit, (window) => listener.window(window));
    this.users = new Users(recordLimit, (user) => listener.user(user));
    this.messages = new MessageLog(recordLimit, listener);
    this.requests = new RecordList(recordLimit);
    this.templates = new Templates(clock, ids, () => listener.templates());
    this.accounts = new BusinessAccounts(ids, (wabaId) => this.templates.openAccount(wabaId));
    this.stored = new StoredObjects(ids);
    this.flows = new Flows(clock, ids);
    this.groups = new Groups(clock, ids);
    this.calls = new Calls(clock, ids);
    this.callPermissions = new CallPermissions(clock, recordLimit);
    const { mediaUrlTtlMs: urlTtlMs } = settings;
    this.media = new MediaLibrary({
      clock,
      ids,
      secret: appSecret,
      urlTtlMs,
      limit: recordLimit,
      folder: this.uploads,
    });
    this.sessions = new UploadSessions(settings, this.uploads);
    this.phoneNumbers = new PhoneNumbers(
      { codeRequests: settings.codeRequestLimit, codeGuesses: settings.codeGuessLimit },
      settings,
      (added) => {
        this.accounts.ensure(added.wabaId);
        listener.number(added);
      },
    );
    this.apps = new Apps(mainApp(settings), ids);
    this.subscriptions = new Subscriptions(this.apps);
    this.#addFirstNumber();
  }

  get info(): EmulatorInfo {
    const { phoneNumberId, wabaId, appId, appSecret, verifyToken } = this.settings;
    const businessId = this.accounts.business.id;
    const accessToken = this.accessTokens.main;
    return { graphUrl: this.baseUrl, accessToken, phoneNumberId, wabaId, businessId, appId, appSecret, verifyToken };
  }

  get behavior(): Behavior {
    return this.#behavior;
  }

  /** @throws InvalidInputError when a member is unknown or out of range; nothing is changed then. */
  configure(changes: EmulatorBehavior): void {
    this.#behavior = behaviorFrom({ ...this.#behavior, ...changes }, 'configure');
    this.listener.behavior();
  }

  /** Adds an app that is subscribed to its accounts. @throws Error when there is one with this id. */
  addApp(options: NewApp): EmulatedApp {
    const app = this.apps.add(options);
    this.accessTokens.add(app.accessToken, { appId: app.appId });
    for (const wabaId of app.wabaIds) this.subscriptions.subscribe(wabaId, app);
    return app;
  }

  /** A number, by default the first one. @throws Error when there is none with this id. */
  phoneNumber(id: string = this.settings.phoneNumberId): PhoneNumber {
    const found = this.phoneNumbers.find(id);
    if (!found) throw new Error(`no phone number with id ${id} in the emulator; add it with addPhoneNumber()`);
    return found;
  }

  isAccount(id: string): boolean {
    return this.accounts.find(id) !== undefined;
  }

  /** Messages that the phone of a user, or of the members of a group, shows, oldest first. */
  phoneScreen(user: string): EmulatedMessage[] {
    const ids = this.users.ids(user);
    return this.messages.sent().filter(({ isShown, to, recipient }) => isShown && ids.includes(recipient ?? to ?? ''));
  }

  /** @throws InvalidInputError when it is no user; Error when there is no such number. */
  openWindow(user: string, phoneNumberId?: string): void {
    parseInput(userSchema, user, 'openWindow');
    this.windows.open(this.phoneNumber(phoneNumberId).id, this.users.userId(user));
  }

  /** @throws InvalidInputError when it is no user; Error when there is no such number. */
  closeWindow(user: string, phoneNumberId?: string): void {
    parseInput(userSchema, user, 'closeWindow');
    this.windows.close(this.phoneNumber(phoneNumberId).id, this.users.userId(user));
  }

  /**
   * Forgets everything that happened; keeps the addresses and credentials, and behaves as at the start. It does not
   * wait: a request that comes meanwhile would find half of it.
   */
  reset(): void {
    this.resets.add();
    for (const part of this.#forgetful()) part.clear();
    this.#behavior = this.settings.behavior;
    this.#restartIds();
    this.#addFirstNumber();
  }

  /** The parts that remember what happened. */
  #forgetful(): { clear(): void }[] {
    const { media, messages, phoneNumbers, templates, users, faults, limits, windows, subscriptions, requests } = this;
    const { codes, blocked, accounts, stored, flows, groups, calls, callPermissions, sessions, uploads } = this;
    const records = { media, messages, requests, faults, stored, calls, callPermissions, codes, limits, windows };
    return Object.values({
      ...records,
      phoneNumbers,
      templates,
      users,
      subscriptions,
      blocked,
      accounts,
      flows,
      groups,
      sessions,
      uploads,
    });
  }

  #restartIds(): void {
    const { ids } = this.settings;
    ids.startAt(Object.fromEntries(Object.entries(ids.counts).filter(([kind]) => appIdKinds.includes(kind))));
  }

  #addFirstNumber(): void {
    this.accounts.ensure(this.settings.wabaId);
    this.phoneNumbers.add({ phoneNumberId: this.settings.phoneNumberId, registered: true });
  }
}

function mainApp({ appId, appSecret, verifyToken, accessToken, webhookUrl, wabaId }: EmulatorSettings): EmulatedApp {
  return { appId, appSecret, verifyToken, accessToken, webhookUrl, wabaIds: [wabaId] };
}
