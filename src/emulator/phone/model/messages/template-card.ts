/** A template with the parameters of a send filled in. */
import type { TemplateView } from '../../../phone-views.js';
import { readHeader, type Card, type CardAction, type CardHeader } from './card.js';
import { urlAction } from './web-address.js';
import { member, members, present, text, type Members } from '../members.js';

/**
 * The card of a template.
 *
 * @param use the `template` of a message
 * @param templates the definitions that are known; a template without one shows its name and its parameters
 */
export function templateCard(use: Members, templates: readonly TemplateView[]): Card {
  const name = text(use, 'name') ?? '';
  const language = text(member(use, 'language'), 'code');
  const definition = templates.find((template) => template.name === name && template.language === language);
  const label = `Template ${name}${language === undefined ? '' : ` · ${language}`}`;
  const given = members(use, 'components');
  return { ...(definition ? filledCard(definition.components, given) : unknownCard(given)), label };
}

function filledCard(components: readonly Members[], given: readonly Members[]): Card {
  const part = (type: string): Members | undefined => components.find((one) => isType(one, type));
  const cards = part('CAROUSEL');
  return {
    ...present({
      header: filledHeader(part('HEADER'), parametersFor(given, 'header')),
      body: fillIn(text(part('BODY'), 'text'), parametersFor(given, 'body')),
      footer: text(part('FOOTER'), 'text'),
      cards: cards ? filledCards(members(cards, 'cards'), given) : undefined,
    }),
    actions: members(part('BUTTONS'), 'buttons').map((button, index) => filledButton(button, index, given)),
  };
}

function filledCards(cards: readonly Members[], given: readonly Members[]): Card[] {
  const used = given.find((one) => isType(one, 'carousel'));
  return cards.map((card, index) => {
    const own = members(used, 'cards').find((one) => Number(one['card_index']) === index);
    return filledCard(members(card, 'components'), members(own, 'components'));
  });
}

function filledHeader(header: Members | undefined, parameters: readonly Members[]): CardHeader | undefined {
  if (!header) return undefined;
  const words = fillIn(text(header, 'text'), parameters);
  if (words !== undefined) return { kind: 'text', text: words };
  const [first] = parameters;
  return first && readHeader(first);
}

function filledButton(button: Members, index: number, given: readonly Members[]): CardAction {
  const title = text(button, 'text') ?? '';
  const own = given.find((one) => isType(one, 'button') && Number(one['index']) === index);
  const [first] = members(own, 'parameters');
  switch ((text(button, 'type') ?? '').toUpperCase()) {
    case 'QUICK_REPLY':
      return { kind: 'quick-reply', title, payload: text(first, 'payload') ?? title };
    case 'URL':
      return urlAction(title, fillIn(text(button, 'url'), first ? [first] : []) ?? '');
    case 'PHONE_NUMBER':
      return { kind: 'phone', title, phone: text(button, 'phone_number') ?? '' };
    case 'COPY_CODE':
      return {
        kind: 'copy',
        title: title || 'Copy code',
        code: text(first, 'coupon_code') ?? text(button, 'example') ?? '',
      };
    case 'FLOW':
      return templateFlow(button, title, member(first, 'action'));
    default:
      return { kind: 'none', title };
  }
}

function templateFlow(button: Members, title: string, action: Members): CardAction {
  const flow = text(button, 'flow_name') ?? text(button, 'flow_id') ?? '';
  const token = text(action, 'flow_token');
  return { kind: 'flow', title, flow, data: member(action, 'flow_action_data'), ...present({ token }) };
}

/** Nobody knows the words of the template: what was sent is all there is. */
function unknownCard(given: readonly Members[]): Card {
  const [header] = parametersFor(given, 'header');
  const values = parametersFor(given, 'body').map((parameter) => parameterText(parameter) ?? '');
  const replies = given.filter((one) => isType(one, 'button') && /^quick_reply$/i.test(text(one, 'sub_type') ?? ''));
  return {
    ...present({ header: header && readHeader(header), body: values.length > 0 ? values.join('\n') : undefined }),
    actions: replies.map((one) => {
      const payload = text(members(one, 'parameters')[0], 'payload') ?? String(one['index']);
      return { kind: 'quick-reply', payload, title: payload };
    }),
  };
}

function parametersFor(given: readonly Members[], type: string): Members[] {
  return members(
    given.find((one) => isType(one, type)),
    'parameters',
  );
}

function isType(component: Members, type: string): boolean {
  return (text(component, 'type') ?? '').toLowerCase() === type.toLowerCase();
}

/** Puts parameters in the place of `{{1}}` or `{{name}}`. What has no parameter stays as it is. */
function fillIn(pattern: string | undefined, parameters: readonly Members[]): string | undefined {
  return pattern?.replace(/\{\{\s*(\w+)\s*\}\}/g, (variable, name: string) => {
    const parameter = parameters.find((one) => one['parameter_name'] === name) ?? parameters[Number(name) - 1];
    return (parameter && parameterText(parameter)) ?? variable;
  });
}

function parameterText(parameter: Members): string | undefined {
  const type = text(parameter, 'type') ?? 'text';
  if (type === 'text') return text(parameter, 'text');
  return text(member(parameter, type), 'fallback_value') ?? text(parameter, type);
}
