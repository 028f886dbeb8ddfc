import { WhatsAppFailureType as T } from '../failures.js';
import { hour, minute, sources, type ErrorGroup, type ErrorSection } from './types.js';

const template: Pick<ErrorGroup, 'type' | 'retry'> = { type: T.Template, retry: 'never' };

export const templates: ErrorSection = {
  title: 'Templates, flows and marketing messages',
  groups: [
    {
      ...{ ...template, who: 'developer', source: sources.errorCodes },
      advice: 'Compare the message with the template in WhatsApp Manager',
      codes: {
        132000: 'the number of parameters differs from the template',
        132001: 'the template does not exist in this language or is not approved',
        132005: 'the text is too long once the parameters are in place',
        132012: 'a parameter has another format than the template',
        132018: 'the template parameters are invalid',
      },
    },
    {
      ...{ ...template, who: 'developer', source: sources.pywa },
      advice: 'Compare the message with the template in WhatsApp Manager',
      codes: { 132008: 'a parameter value is invalid' },
    },
    {
      ...{ ...template, who: 'business', source: sources.errorCodes },
      advice: 'Improve or replace the template in WhatsApp Manager',
      codes: {
        132007: 'the content violates a policy',
        132015: 'the template is paused for low quality or pacing',
        132016: 'the template is disabled for good',
        132068: 'the flow of the template is blocked',
      },
    },
    {
      ...{ type: T.RateLimited, retry: 'delay', delayMs: hour, who: 'business', source: sources.errorCodes },
      advice: 'Wait for the next hour, and improve the flow',
      codes: { 132069: 'the flow is throttled: its messages of this hour are used up' },
    },
    {
      ...{ ...template, who: 'business', source: sources.flows },
      advice: 'Bring the flow into the right state first; the details say what is wrong',
      codes: {
        139000: 'the flow is blocked for integrity reasons',
        139001: 'the flow cannot be changed: published, or its JSON is wrong',
        139002: 'the flow cannot be published',
        139003: 'the flow cannot be deprecated',
        139004: 'the flow cannot be deleted: it is published',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Read the details, and the list of flows that were migrated',
      codes: { 4233041: 'the flows could not be migrated' },
    },
    {
      ...{ ...template, who: 'developer', source: sources.errorCodes },
      advice: 'Correct the definition of the template; the details name the field',
      codes: {
        2388040: 'a field of the template is too long',
        2388047: 'the header of the template is malformed',
        2388072: 'the body of the template is malformed',
        2388073: 'the footer of the template is malformed',
        2388293: 'the template has too many variables for its length',
        2388299: 'the template begins or ends with a variable',
        2388318: 'a direct-send template cannot be edited',
        2388330: 'a direct-send template cannot be deleted',
      },
    },
    {
      ...{ ...template, who: 'business', source: sources.errorCodes },
      advice: 'Delete templates that are no longer used, or ask Meta for a higher limit',
      codes: { 2388019: 'the limit of templates is reached' },
    },
    {
      ...{ ...template, who: 'developer', source: sources.reputation },
      advice: 'List the templates by name and compare before creating or sending',
      codes: {
        2388023: 'the template is being deleted; the name is free again later',
        2388024: 'a template with this name and language exists',
        2593002: 'the template does not exist in this account',
      },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.errorCodes },
      advice: 'Send other messages by /messages; the Marketing Messages API takes marketing templates',
      codes: { 134100: 'the Marketing Messages API takes marketing templates only' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'developer', source: sources.pywa },
      advice: 'Send this template by /marketing_messages',
      codes: { 131063: 'marketing templates are off for the Cloud API here' },
    },
    {
      ...{ type: T.Unavailable, retry: 'delay', delayMs: 10 * minute, who: 'nobody', source: sources.errorCodes },
      advice: 'Wait up to 10 minutes until the template has reached the ads system',
      codes: { 134101: 'the template is still being synchronised for the Marketing Messages API' },
    },
    {
      ...{ type: T.AccountState, retry: 'never', who: 'business', source: sources.errorCodes },
      advice: 'Finish the onboarding to the Marketing Messages API in WhatsApp Manager',
      codes: { 134102: 'the Marketing Messages API is not available for this account' },
    },
    {
      ...{ type: T.AccountState, retry: 'never', who: 'business', source: sources.pywa },
      advice: 'Read the details in WhatsApp Manager',
      codes: { 134103: 'the Marketing Messages API refused this account' },
    },
    {
      ...{ type: T.InvalidRequest, retry: 'never', who: 'nobody', source: sources.errorCodes },
      advice: 'Nothing has to be done: wait for the first request to end',
      codes: { 1752041: 'this onboarding was requested before and is under way' },
    },
  ],
};
