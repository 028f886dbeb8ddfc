import type { EmulatorParts } from '../emulator-parts.js';
import { actionRoutes } from './action-routes.js';
import { callControlRoutes } from './call-routes.js';
import type { ControlRoute } from './control-router.js';
import { eventRoutes } from './event-routes.js';
import { faultRoutes } from './fault-routes.js';
import { groupControlRoutes } from './group-routes.js';
import { recordRoutes } from './record-routes.js';
import { ruleRoutes } from './rule-routes.js';
import { trafficRoutes } from './traffic-routes.js';
import { webhookRoutes } from './webhook-routes.js';

/** All control routes, in the order of the index. */
export function controlRoutes(parts: EmulatorParts): ControlRoute[] {
  return [
    ...recordRoutes(parts),
    ...actionRoutes(parts),
    ...faultRoutes(parts.state),
    ...ruleRoutes(parts.state),
    ...webhookRoutes(parts),
    ...groupControlRoutes(parts),
    ...callControlRoutes(parts),
    ...trafficRoutes(parts.traffic),
    ...eventRoutes(parts),
  ];
}
