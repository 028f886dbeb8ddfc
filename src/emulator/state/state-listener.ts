import type { MessageListener } from './messages/message-log.js';
import type { ServiceWindow } from './messages/service-windows.js';
import type { WhatsAppUser } from './messages/users.js';
import type { PhoneNumber } from './numbers/phone-numbers.js';
import type { RecordedRequest } from './requests/request-log.js';

/** Who wants to know what changes in the emulator's memory. */
export interface StateListener extends MessageListener {
  user(user: WhatsAppUser): void;
  number(number: PhoneNumber): void;
  window(window: ServiceWindow): void;
  faults(): void;
  templates(): void;
  behavior(): void;
  /** A request is over: only then it is known whether there was an answer. */
  requestEnded(request: RecordedRequest): void;
}
