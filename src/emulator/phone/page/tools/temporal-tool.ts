/** Temporal's side of the chat: who waits for what until when, who owns it, and what it has cost. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { TemporalActivityView, TemporalConversationView, TemporalCostView } from '../../../phone-views.js';
import { contentText } from '../../model/messages/bubble.js';
import { openQuestion } from '../../model/chat.js';
import { chatKey } from '../../model/state.js';
import { durationText, momentText } from '../../model/times.js';
import { openChat, type OpenChat, type PageContext } from '../context.js';
import { icon } from '../icons.js';

export function temporalTool(context: PageContext): TemplateResult {
  const { state } = context;
  const chat = openChat(context);
  if (!state.hasTemporalSide)
    return explanation(
      'No Temporal here',
      'This emulator was started alone. `temporal-whatsapp dev` starts it together with Temporal.',
    );
  if (!chat) return explanation('Choose a chat', 'Then you see the workflow behind it.');
  const answer = state.temporal[chatKey(chat.userId, chat.phoneNumberId)];
  if (!answer) return explanation('Asking Temporal …', '');
  if (answer.problem !== undefined) return explanation('Temporal does not answer', answer.problem);
  if (!answer.conversation)
    return explanation('No conversation yet', 'The first message of the user starts its workflow.');
  return conversationPanel(context, chat, answer.conversation);
}

function explanation(title: string, text: string): TemplateResult {
  return html`<div class="panel-note">
    <h3>${title}</h3>
    <p>${text}</p>
  </div>`;
}

function conversationPanel(context: PageContext, chat: OpenChat, shown: TemporalConversationView): TemplateResult {
  const { workflowId, workflowType, link, status, activities, notes, cost, problem } = shown;
  return html`
    ${problem === undefined ? waitCard(context, chat, shown) : html`<p class="problem">${icon('alert')}${problem}</p>`}
    ${activities.map((activity) => activityCard(context, activity))} ${ownerCard(context, shown)}
    ${notes.map((note) => html`<p class="hint">${note}</p>`)} ${costCard(cost)}
    <section class="panel">
      <h3>Workflow</h3>
      <p class="workflow-name">
        <b>${workflowType}</b><span class="status status-${status.toLowerCase()}">${status.toLowerCase()}</span>
      </p>
      <code class="workflow-id">${workflowId}</code>
      ${
        link === undefined
          ? nothing
          : html`<a class="secondary" href=${link} target="_blank" rel="noopener"
              >${icon('open')} Open in Temporal UI</a
            >`
      }
    </section>
  `;
}

function waitCard(context: PageContext, chat: OpenChat, shown: TemporalConversationView): TemplateResult {
  const { dialogue, waitsUntilMs, waitsFor, activities } = shown;
  if (activities.length > 0)
    return bigCard(
      'is-working',
      'Works',
      `${activities.length} ${activities.length === 1 ? 'activity' : 'activities'} under way`,
    );
  if (dialogue === undefined)
    return bigCard('is-idle', 'Waits for a message', 'Nothing is under way. Waiting costs nothing.');
  if (waitsUntilMs === undefined) return bigCard('is-working', 'Works', `The dialogue “${dialogue}” is under way.`);
  return waitingCard(context, chat, { dialogue, waitsUntilMs, isAsking: waitsFor !== 'next-turn' });
}

interface Waiting {
  dialogue: string;
  waitsUntilMs: number;
  isAsking: boolean;
}

function waitingCard(
  { state, nowMs }: PageContext,
  chat: OpenChat,
  { dialogue, waitsUntilMs, isAsking }: Waiting,
): TemplateResult {
  const question = isAsking ? openQuestion(state, chat.userId, chat.phoneNumberId) : undefined;
  const asked = question ? html`to <q>${contentText(question.content)}</q>` : nothing;
  const left = durationText(waitsUntilMs - nowMs);
  return bigCard(
    'is-waiting',
    isAsking ? 'Waits for an answer' : 'Waits for what the user says next',
    html`${asked}
      <dl class="facts">
        <dt>until</dt>
        <dd>${momentText(waitsUntilMs, nowMs)} <small>in ${left}</small></dd>
        <dt>dialogue</dt>
        <dd>${dialogue}</dd>
      </dl>`,
  );
}

function bigCard(tone: string, title: string, text: TemplateResult | string): TemplateResult {
  return html`<section class="panel wait-card ${tone}" aria-live="polite">
    <h3><span class="pulse" aria-hidden="true"></span>${title}</h3>
    <div class="wait-text">${text}</div>
  </section>`;
}

function activityCard({ nowMs }: PageContext, activity: TemporalActivityView): TemplateResult {
  const { name, summary, attempt, lastFailure, nextAttemptAtMs } = activity;
  const next =
    nextAttemptAtMs === undefined || nextAttemptAtMs <= nowMs ? undefined : durationText(nextAttemptAtMs - nowMs);
  return html`<section class="panel activity">
    <h3>${summary ?? name}</h3>
    <p>Attempt ${attempt}${next === undefined ? '' : `, the next one in ${next}`}</p>
    ${lastFailure === undefined ? nothing : html`<p class="problem">${icon('alert')}${lastFailure}</p>`}
  </section>`;
}

const owners: Readonly<Record<string, string>> = {
  bot: 'The bot',
  human: 'A person',
  'meta-agent': 'Meta’s own agent',
};

function ownerCard(
  { nowMs }: PageContext,
  { owner, ownerUntilMs, ownerNote }: TemporalConversationView,
): TemplateResult {
  const until =
    ownerUntilMs === undefined ? 'answers the user' : `has the conversation until ${momentText(ownerUntilMs, nowMs)}`;
  return html`<section class="panel owner">
    <span class="owner-picture owner-${owner === 'bot' ? 'bot' : 'person'}" aria-hidden="true"
      >${icon(owner === 'bot' ? 'temporal' : 'person')}</span
    >
    <p>
      <b>${owners[owner] ?? owner}</b> ${until}${ownerNote === undefined ? nothing : html`<small>${ownerNote}</small>`}
    </p>
  </section>`;
}

function costCard(cost: TemporalCostView): TemplateResult {
  const { actions, actionsByKind, historyEvents, historyBytes, messagesSent } = cost;
  const kinds = Object.entries(actionsByKind)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
  return html`<section class="panel">
    <h3>Cost of this run</h3>
    <div class="tiles">
      ${tile(String(actions), 'actions')} ${tile(String(historyEvents), 'events')}
      ${tile(`${(historyBytes / 1024).toFixed(1)}`, 'KB history')}
    </div>
    ${kinds === '' ? nothing : html`<p class="hint">Actions that Temporal Cloud bills: ${kinds}.</p>`}
    ${messagesSent === undefined ? nothing : html`<p class="hint">Messages sent in all runs: ${messagesSent}.</p>`}
  </section>`;
}

function tile(value: string, name: string): TemplateResult {
  return html`<div class="tile"><b>${value}</b><span>${name}</span></div>`;
}
