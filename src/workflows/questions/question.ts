/** Questions as they go out: the user's message, with ids on the wire that only its own wait knows. */
import { limits } from '../../common/limits.js';
import type { ReplyButtonContent } from '../../common/messages/interactive/button.js';
import type { InteractiveMessage } from '../../common/messages/interactive/interactive-message.js';
import type { ListInteractive, ListRow } from '../../common/messages/interactive/list.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { TemplateButton } from '../../common/messages/template-components.js';
import type { TemplateMessage } from '../../common/messages/template.js';
import type { TextMessage } from '../../common/messages/text.js';

/**
 * What can be asked: a text, an interactive message, or a template with quick replies. The interactive ones are
 * buttons, lists, flows, and requests for a location, a contact or the permission to call.
 */
export type Question = TextMessage | InteractiveMessage | TemplateMessage;

/** What kind of answer a question wants. */
type AnswerKind = 'choice' | 'text' | 'flow' | 'location' | 'contacts' | 'callPermission';

/** One answer to choose from. */
interface Option {
  /** The caller's own key. */
  key: string;
  /** The label. A template's quick reply has none here, as the template itself has it. */
  title: string;
}

/** How options are shown where their number asks for another form. */
export interface OptionLabels {
  /** The label of the button that opens a list. */
  listButton: string;
  /** The title of the row that leads to the next page. */
  nextPage: string;
}

/** A question that is ready to be sent. */
export interface PreparedQuestion {
  kind: AnswerKind;
  /** All options, on whatever page. */
  options: Option[];
  /** The message of a page. A question with at most ten options has one. */
  pages: OutboundMessage[];
}

/** What the row that leads to another page has in the place of a key. */
const pageKey = (page: number): string => `>${page}`;

/** The id on the wire: a wait, and a key of its question. */
export function wireId(waitId: string, key: string): string {
  return `${waitId}.${key}`;
}

const wireIdPattern = /^(w[0-9a-z]{9})\.([^]*)$/;

/** Takes an id on the wire apart. @returns undefined for an id that has not this form */
export function readWireId(id: string): { waitId: string; key: string } | undefined {
  const [, waitId, key] = wireIdPattern.exec(id) ?? [];
  return waitId === undefined || key === undefined ? undefined : { waitId, key };
}

/** A wait id that nobody can guess from another one. `Math.random` is the workflow's own, and replays. */
export function newWaitId(): string {
  const digit = (): string => Math.floor(Math.random() * 36).toString(36);
  return `w${Array.from({ length: 9 }, digit).join('')}`;
}

/** The page that a tap asks for. @returns undefined for a key that leads to no page of the question */
export function pageOfKey(key: string, { pages }: PreparedQuestion): number | undefined {
  // The only page has no row that leads to it.
  const page = pages.length > 1 ? pages.findIndex((_, index) => pageKey(index) === key) : -1;
  return page === -1 ? undefined : page;
}

const kinds: Readonly<Record<string, AnswerKind>> = {
  button: 'choice',
  list: 'choice',
  flow: 'flow',
  location_request_message: 'location',
  request_contact_info: 'contacts',
  call_permission_request: 'callPermission',
};

/** @returns the problem, in words, when the message asks nothing that can be answered */
export function prepareQuestion(question: Question, waitId: string, labels: OptionLabels): PreparedQuestion | string {
  if (question.type === 'template') return prepareTemplate(question, waitId);
  if (question.type !== 'interactive') return { kind: 'text', options: [], pages: [question] };
  const { interactive } = question;
  const kind = kinds[interactive.type];
  if (kind === undefined) return `an interactive message of type "${interactive.type}" cannot be answered`;
  if (interactive.type === 'list') return prepareList(interactive, waitId, labels);
  if (interactive.type === 'button') return prepareButtons(question, waitId, labels);
  return { kind, options: [], pages: [question] };
}

function prepareTemplate(question: TemplateMessage, waitId: string): PreparedQuestion | string {
  const options: Option[] = [];
  const components = (question.template.components ?? []).map((component) => {
    if (component.type !== 'button' || !/^quick_reply$/i.test((component as TemplateButton).sub_type)) return component;
    const parameters = ((component as TemplateButton).parameters ?? []).map((parameter) => {
      if (parameter.type !== 'payload') return parameter;
      options.push({ key: parameter.payload, title: '' });
      return { ...parameter, payload: wireId(waitId, parameter.payload) };
    });
    return { ...component, parameters };
  });
  if (options.length === 0) return { kind: 'text', options, pages: [question] };
  const template = { ...question.template, components: components as TemplateMessage['template']['components'] };
  return { kind: 'choice', options, pages: [{ type: 'template', template }] };
}

/** Three options are buttons, up to ten are a list, and more are a list with pages. */
function prepareButtons(
  { interactive }: InteractiveMessage,
  waitId: string,
  labels: OptionLabels,
): PreparedQuestion | string {
  if (interactive.type !== 'button') return 'no buttons';
  const replies = interactive.action.buttons.map(({ reply }): ReplyButtonContent => reply);
  if (replies.length > limits.button.replyButtons) {
    const { header, body, footer } = interactive;
    const rows = replies.map(({ id, title }): ListRow => ({ id, title }));
    const list = { type: 'list', header, body, footer, action: { button: labels.listButton, sections: [{ rows }] } };
    return prepareList(withoutAbsent(list) as unknown as ListInteractive, waitId, labels);
  }
  const buttons = replies.map(({ id, title }) => ({
    type: 'reply' as const,
    reply: { id: wireId(waitId, id), title },
  }));
  return {
    kind: 'choice',
    options: replies.map(({ id, title }) => ({ key: id, title })),
    pages: [{ type: 'interactive', interactive: { ...interactive, action: { buttons } } }],
  };
}

function prepareList(interactive: ListInteractive, waitId: string, labels: OptionLabels): PreparedQuestion {
  const { sections } = interactive.action;
  const rows = sections.flatMap((section) => section.rows);
  const options = rows.map(({ id, title }) => ({ key: id, title }));
  const onWire = (row: ListRow): ListRow => ({ ...row, id: wireId(waitId, row.id) });
  const toMessage = (shown: ListInteractive['action']['sections']): OutboundMessage => ({
    type: 'interactive',
    interactive: { ...interactive, action: { ...interactive.action, sections: shown } },
  });
  if (rows.length <= limits.list.rows) {
    const shown = sections.map((section) => ({ ...section, rows: section.rows.map(onWire) }));
    return { kind: 'choice', options, pages: [toMessage(shown)] };
  }
  const perPage = limits.list.rows - 1;
  const count = Math.ceil(rows.length / perPage);
  const pages = Array.from({ length: count }, (_, page) => {
    const next: ListRow = { id: pageKey((page + 1) % count), title: labels.nextPage };
    return toMessage([{ rows: [...rows.slice(page * perPage, (page + 1) * perPage), next].map(onWire) }]);
  });
  return { kind: 'choice', options, pages };
}

function withoutAbsent(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
