/** A flow as a form: its fields as far as they are known, more by name, or the whole answer as JSON. */
import { html, nothing, render, type TemplateResult } from '/_phone/lit/lit-html.js';
import { ref } from '/_phone/lit/directives/ref.js';
import type { FlowAction } from '../../model/messages/card.js';
import { fieldsAnswer, flowAnswers, flowFields, parseAnswer, type FlowField } from '../../model/flow-form.js';
import { interactiveCard } from '../../model/messages/card.js';
import { member, type Members } from '../../model/members.js';
import { write, type PageContext } from '../context.js';
import { icon } from '../icons.js';

/** What is being filled in. */
interface Draft {
  fields: FlowField[];
  /** The answer as JSON; absent while the fields are shown. */
  json?: string;
  problem?: string;
}

export function flowForm(context: PageContext, messageId: string, action: FlowAction): TemplateResult {
  const fields = flowFields(action, earlierAnswers(context, action));
  const draft: Draft = { fields: fields.length > 0 ? fields : [{ name: '', value: '', kind: 'text' }] };
  const send = (answer: Members): void => {
    const token = action.token === undefined ? {} : { flow_token: action.token };
    write(context, { flowReply: { response: { ...token, ...answer } } }, messageId);
    context.dispatch({ type: 'dialog' });
  };
  // The state of the form is its own: it is drawn into its place, as often as it changes.
  return html`<p class="hint">Flow ${action.flow}</p>
    <div
      class="flow"
      ${ref((place) => place instanceof HTMLElement && place.childElementCount === 0 && drawForm(place, draft, send))}
    ></div>`;
}

/** What was answered to the same flow before, by anybody. */
function earlierAnswers({ state }: PageContext, { flow }: FlowAction): Members[] {
  return flowAnswers(Object.values(state.received)).flatMap(({ messageId, answer }) => {
    const interactive = member(state.sent[messageId]?.body, 'interactive');
    const isSame = interactiveCard(interactive).actions.some((one) => one.kind === 'flow' && one.flow === flow);
    return isSame ? [answer] : [];
  });
}

function drawForm(place: HTMLElement, draft: Draft, send: (answer: Members) => void): void {
  const change = (changed: Draft): void => drawForm(place, changed, send);
  const submit = (event: Event): void => {
    event.preventDefault();
    const answer = draft.json === undefined ? fieldsAnswer(draft.fields) : parseAnswer(draft.json);
    if (typeof answer === 'string') change({ ...draft, problem: answer });
    else send(answer);
  };
  render(
    html`<form class="form" @submit=${submit}>
      ${draft.json === undefined ? fieldRows(draft, change) : jsonEditor(draft, change)}
      ${draft.problem === undefined ? nothing : html`<p class="problem" role="alert">${draft.problem}</p>`}
      <button class="primary">Send</button>
    </form>`,
    place,
  );
}

function fieldRows(draft: Draft, change: (changed: Draft) => void): TemplateResult {
  const { fields } = draft;
  const set = (at: number, changed: Partial<FlowField>): void =>
    change({ fields: fields.map((field, index) => (index === at ? { ...field, ...changed } : field)) });
  return html`
    ${fields.map((field, at) => fieldRow(field, (changed) => set(at, changed)))}
    <div class="form-row">
      <button
        type="button"
        class="secondary"
        @click=${() => change({ fields: [...fields, { name: '', value: '', kind: 'text' }] })}
      >
        ${icon('plus')} Field
      </button>
      <button
        type="button"
        class="secondary"
        @click=${() => change({ fields, json: JSON.stringify(fieldsAnswer(fields), undefined, 2) })}
      >
        ${icon('braces')} Edit as JSON
      </button>
    </div>
  `;
}

function fieldRow({ name, value, kind }: FlowField, set: (changed: Partial<FlowField>) => void): TemplateResult {
  const text = (event: Event): string => (event.currentTarget as HTMLInputElement).value;
  const answer =
    kind === 'checkbox'
      ? html`<input
          type="checkbox"
          aria-label="Answer to ${name}"
          .checked=${value === 'true'}
          @change=${(event: Event) => set({ value: String((event.currentTarget as HTMLInputElement).checked) })}
        />`
      : html`<input
          type=${kind}
          step="any"
          aria-label="Answer to ${name || 'the new field'}"
          .value=${value}
          @change=${(event: Event) => set({ value: text(event) })}
        />`;
  return html`<div class="flow-field">
    <input
      aria-label="Name of the field"
      placeholder="name"
      .value=${name}
      @change=${(event: Event) => set({ name: text(event) })}
    />
    ${answer}
  </div>`;
}

function jsonEditor(draft: Draft, change: (changed: Draft) => void): TemplateResult {
  const { fields, json = '' } = draft;
  const take = (event: Event): void => change({ fields, json: (event.currentTarget as HTMLTextAreaElement).value });
  return html`<textarea
    class="json-editor"
    rows="9"
    aria-label="Answer as JSON"
    spellcheck="false"
    .value=${json}
    @change=${take}
  ></textarea>`;
}
