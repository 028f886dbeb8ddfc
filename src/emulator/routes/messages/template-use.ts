/** Checks a template message against the template's definition. */
import { isRecord } from '../../../common/events/json.js';
import type { Parameters } from '../../http/graph-call.js';
import { GraphError } from '../../meta/graph-error.js';
import type { Template, TemplateComponent } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { checkButtons, missingValue } from './template-buttons.js';
import { checkHeaderFormat, checkText, checkTextValues } from './template-texts.js';

const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'GIF', 'PRODUCT'];

/** The account whose number sends a template, and the kind of its recipient. */
interface TemplateUse {
  wabaId: string;
  /** Whether the recipient is a business-scoped user id. */
  isToUserId: boolean;
}

/**
 * @throws GraphError as Meta answers; with `anyId` a template that is not known may have any parameters that are valid.
 */
export function checkTemplateUse(use: Parameters, state: EmulatorState, { wabaId, isToUserId }: TemplateUse): void {
  const name = String(use['name']);
  const language = languageCode(use);
  const template = state.templates.find(name, language, wabaId);
  if (template?.status === 'PAUSED') throw new GraphError({ code: 132015, details: `Template ${name} is paused.` });
  if (template?.status === 'DISABLED') throw new GraphError({ code: 132016, details: `Template ${name} is disabled.` });
  if (template?.status !== 'APPROVED' && (template || !state.settings.anyId)) {
    throw new GraphError({ code: 132001, details: `template name (${name}) does not exist in ${language}` });
  }
  const used = componentList(use['components']);
  checkTextValues(used);
  if (template) checkApproved(template, used, isToUserId);
}

function checkApproved(template: Template, used: Parameters[], isToUserId: boolean): void {
  if (isToUserId && template.category === 'AUTHENTICATION') {
    throw new GraphError({ code: 131062, details: `Template ${template.name} can only be sent to a phone number.` });
  }
  checkComponents(template.components, used, template);
}

function languageCode({ language }: Parameters): string {
  return isRecord(language) ? String(language['code']) : String(language);
}

function componentList(components: unknown): Parameters[] {
  return Array.isArray(components) ? components.filter(isRecord) : [];
}

/** The components of the template, or of one of its cards. */
function checkComponents(defined: readonly TemplateComponent[], used: Parameters[], template: Template): void {
  for (const component of defined) {
    const type = component.type.toUpperCase();
    if (type === 'HEADER' || type === 'BODY') checkValues(component, used, template);
    if (type === 'BUTTONS') checkButtons(component.buttons ?? [], used);
    if (type === 'CAROUSEL') checkCards(component, used, template);
    if (type === 'LIMITED_TIME_OFFER') checkOffer(component, used);
  }
}

function checkValues(component: TemplateComponent, used: Parameters[], template: Template): void {
  const type = component.type.toLowerCase();
  const given = componentList(findComponent(used, type)?.['parameters']);
  const format = component.format?.toUpperCase() ?? 'TEXT';
  if (type === 'header' && mediaFormats.includes(format)) return checkHeaderFormat(format, given);
  checkText(component, given, template);
}

/** Every card is there, and has what its definition asks for. */
function checkCards(component: TemplateComponent, used: Parameters[], template: Template): void {
  const definitions = componentList(component['cards']);
  const cards = componentList(findComponent(used, 'carousel')?.['cards']);
  if (cards.length !== definitions.length) {
    const details = `carousel: expected ${definitions.length} cards, received ${cards.length}`;
    throw new GraphError({ code: 132012, details });
  }
  definitions.forEach((definition, index) => {
    const card = cards.find((one) => Number(one['card_index']) === index);
    if (!card) throw missingValue(`carousel: card ${index}`);
    checkComponents(cardComponents(definition), componentList(card['components']), template);
  });
}

function cardComponents({ components }: Parameters): TemplateComponent[] {
  return componentList(components) as unknown as TemplateComponent[];
}

/** An offer whose end is shown needs it. */
function checkOffer({ limited_time_offer: offer }: TemplateComponent, used: Parameters[]): void {
  if (!isRecord(offer) || offer['has_expiration'] !== true) return;
  const given = componentList(findComponent(used, 'limited_time_offer')?.['parameters']);
  if (given.length === 0) throw missingValue('limited_time_offer: expiration_time_ms');
}

function findComponent(used: Parameters[], type: string): Parameters | undefined {
  return used.find((component) => String(component['type']).toLowerCase() === type);
}
