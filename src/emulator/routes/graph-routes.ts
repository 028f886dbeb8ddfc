import type { Router } from 'express';
import type { EmulatorParts } from '../emulator-parts.js';
import { accountRoutes } from './accounts/account.js';
import { appSubscriptionRoutes } from './accounts/app-subscriptions.js';
import { debugTokenRoutes } from './accounts/debug-token.js';
import { templateRoutes } from './accounts/templates.js';
import { downloadRoutes, mediaRoutes } from './media.js';
import { messageRoutes } from './messages/messages.js';
import { nodeRoutes } from './nodes.js';
import { threadControlRoutes } from './messages/thread-control.js';
import { phoneNumberRoutes } from './numbers/phone-numbers.js';
import { profileRoutes } from './numbers/profile.js';

/** The routes of the Graph API in the order in which they are tried: edges first, then objects by their id. */
export function graphRoutes({ state, sender, statuses, timeLock }: EmulatorParts): Router[] {
  return [
    downloadRoutes(state),
    messageRoutes(state, { statuses, timeLock }),
    threadControlRoutes(state),
    mediaRoutes(state),
    phoneNumberRoutes(state, sender),
    templateRoutes(state),
    profileRoutes(state),
    accountRoutes(state, sender),
    appSubscriptionRoutes(state, sender),
    debugTokenRoutes(state),
    nodeRoutes(state),
  ];
}
