/** What is recorded while a person plays with the page: steps of a test, read from what happens. */
import type { PhoneChange, ReceivedView, SentView } from '../../../phone-views.js';
import { contentText, receivedBubble, sentBubble } from '../messages/bubble.js';
import { member, present, text, type Members } from '../members.js';
import type { RecordedStep } from '../recorded-step.js';
import type { PhoneState } from '../state.js';

/** The steps that a change adds; `before` is the state without the change. */
export function recordedSteps(before: PhoneState, change: PhoneChange): RecordedStep[] {
  switch (change.type) {
    case 'sent':
      return isNewlyShown(before, change.message) ? [seenStep(change.message, before)] : [];
    case 'received':
      return before.received[change.message.id] ? [] : [writtenStep(change.message, before)];
    case 'window':
      return change.window.openUntilMs === null ? [{ kind: 'closes-window', userId: change.window.userId }] : [];
    case 'faults':
      return change.faults
        .filter(({ id }) => !before.faults.some((known) => known.id === id))
        .map(({ fault, times }) => ({ kind: 'faults', fault: times === 1 ? fault : { ...fault, times } }));
    case 'time':
      return change.passedMs === undefined ? [] : [{ kind: 'waits', ms: change.passedMs }];
    default:
      return [];
  }
}

function isNewlyShown(before: PhoneState, message: SentView): boolean {
  return message.isShown && before.sent[message.id] === undefined;
}

function seenStep(message: SentView, { templates }: PhoneState): RecordedStep {
  const { id, userId, type, body } = message;
  if (type === 'template')
    return { kind: 'sees', userId, id, text: text(member(body, type), 'name') ?? '', isTemplate: true };
  const { content } = sentBubble(message, templates);
  const words = content.kind === 'text' ? content.text : wordsOnCard(member(body, type));
  const emoji = text(member(body, 'reaction'), 'emoji');
  return { kind: 'sees', userId, id, text: words ?? (emoji === undefined ? `[${type}]` : `[reaction ${emoji}]`) };
}

/** The text as `sees` of the kit reads it. */
function wordsOnCard(content: Members): string | undefined {
  return text(member(content, 'body'), 'text') ?? text(content, 'caption');
}

function writtenStep(received: ReceivedView, before: PhoneState): RecordedStep {
  const { id, userId, message } = received;
  const type = text(message, 'type') ?? '';
  const content = member(message, type);
  switch (type) {
    case 'text':
      return {
        kind: 'says',
        userId,
        id,
        text: text(content, 'body') ?? '',
        ...present({ quoting: quotedText(message, before) }),
      };
    case 'button':
      return { kind: 'taps', userId, id, title: text(content, 'text') ?? '' };
    case 'interactive':
      return repliedStep(received, content);
    case 'reaction':
      return {
        kind: 'reacts',
        userId,
        id,
        messageId: text(content, 'message_id') ?? '',
        emoji: text(content, 'emoji') ?? '',
      };
    case 'edit':
    case 'revoke':
      return changedStep(userId, type, content);
    default:
      return { kind: 'sends', userId, id, content: sentContent(type, message) };
  }
}

function repliedStep({ id, userId, message }: ReceivedView, interactive: Members): RecordedStep {
  const type = text(interactive, 'type') ?? '';
  const reply = member(interactive, type);
  const title = text(reply, 'title') ?? '';
  if (type === 'button_reply') return { kind: 'taps', userId, id, title };
  if (type === 'list_reply') return { kind: 'picks', userId, id, title };
  if (type === 'nfm_reply') return { kind: 'fills', userId, id, answer: flowAnswer(reply) };
  return { kind: 'sends', userId, id, content: sentContent('interactive', message) };
}

function changedStep(userId: string, type: 'edit' | 'revoke', content: Members): RecordedStep {
  const messageId = text(content, 'original_message_id') ?? '';
  if (type === 'revoke') return { kind: 'revokes', userId, messageId };
  const words = text(member(member(content, 'message'), 'text'), 'body') ?? '';
  return { kind: 'edits', userId, messageId, text: words };
}

/** The kit puts the token in. */
function flowAnswer(reply: Members): Members {
  try {
    const { flow_token: _token, ...answer } = JSON.parse(text(reply, 'response_json') ?? '{}') as Record<
      string,
      unknown
    >;
    return answer;
  } catch {
    return {};
  }
}

/** The content as `sends` of the kit takes it. Of a file, the bytes are not in a webhook. */
function sentContent(type: string, message: Members): Members {
  if (type === 'location') return { location: numbersIn(member(message, type)) };
  if (type === 'contacts' || type === 'order') return { [type]: message[type] };
  const { mime_type: mimeType, caption, filename, voice } = member(message, type);
  if (typeof mimeType === 'string') return { [type]: present({ mimeType, caption, filename, voice }) };
  return { type, [type]: message[type] };
}

function numbersIn(place: Members): Members {
  return { ...place, latitude: Number(place['latitude']), longitude: Number(place['longitude']) };
}

function quotedText(message: Members, { sent, received, templates }: PhoneState): string | undefined {
  const id = text(member(message, 'context'), 'id');
  const [ofBusiness, ofUser] = id === undefined ? [] : [sent[id], received[id]];
  if (ofBusiness) return contentText(sentBubble(ofBusiness, templates).content);
  return ofUser && contentText(receivedBubble(ofUser, true).content);
}
