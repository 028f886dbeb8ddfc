/**
 * What Temporal UI says of every workflow, activity, timer, signal, query and update of ours: the one table. No text
 * names a recipient or shows content. A `<name>` stands for what is known only then.
 */

/** The table. docs/deployment.md shows it. */
export const summaries = {
  /** Workflows that the client or an activity starts. */
  workflows: {
    sendMessageWorkflow: 'send a message: <kind> <until>',
    uploadAndSendWorkflow: 'upload and send <kind> <until>',
    uploadAndSendAllWorkflow: 'upload <files> files, and send them to <recipients> recipients',
    registerPhoneNumberWorkflow: 'register <number>',
    graphRequestWorkflow: '<request>',
    uploadedMediaWorkflow: 'the media id of an uploaded file: <type>',
    inboundMediaWorkflow: 'store a file of a user: <type>',
  },
  /** Activities. One that has a second form has it under the member of its input that makes it that. */
  activities: {
    sendWhatsAppMessage: 'send a message: <kind>',
    markWhatsAppMessageRead: 'mark what the user has written as read',
    'markWhatsAppMessageRead.typingIndicator': 'mark it as read, and show "typing…"',
    controlWhatsAppThread: 'say at Meta who answers the user',
    uploadWhatsAppMedia: 'upload <file>',
    uploadWhatsAppFile: 'upload <file> for a handle',
    getWhatsAppMedia: 'look a file up at Meta',
    downloadWhatsAppMedia: 'download a file from Meta',
    deleteWhatsAppMedia: 'delete a file at Meta',
    requestWhatsAppVerificationCode: 'have Meta send a code to the number, by <method>',
    verifyWhatsAppCode: 'hand the code to Meta',
    registerWhatsAppPhoneNumber: 'register the number',
    'registerWhatsAppPhoneNumber.checkOnly': 'look whether the worker knows the PIN',
    deregisterWhatsAppPhoneNumber: 'deregister the number',
    getWhatsAppPhoneNumber: 'look at the number at Meta',
    getWhatsAppBusinessProfile: 'look at the business profile',
    updateWhatsAppBusinessProfile: 'change the business profile',
    listWhatsAppConversationKeys: 'find the conversation of a user',
    storeWhatsAppConsent: 'store what the user says about messages',
    storeWhatsAppContent: 'put a large message into the media store',
    loadWhatsAppContent: 'read a large message from the media store',
    graphRequest: '<request>',
    callGraph: '<request>',
  },
  /** Timers. */
  timers: {
    answer: 'wait for an answer',
    burst: 'wait for the end of a burst of messages',
    betweenMessages: 'pause between many messages',
    typing: 'until "typing…" is shown again',
    lastAnswer: 'wait for what has left already',
    status: 'wait until the message is <status>',
    settle: 'wait for a status that tells whether the message was sent',
    code: 'wait for the verification code',
    deadLetter: 'end of the claim or of the retention',
    otherConversation: 'wait for what another conversation knows',
    reachAgain: 'pause before the conversation is tried again',
    aliasEnd: 'end of an alias without events',
    consentStore: 'pause before the consent store is tried again',
    uploadedMedia: 'end of the claim or of the media id',
    tellAgain: 'pause before a workflow is told again of a file',
  },
  /** Signals, queries and updates that workflows take. */
  handlers: {
    whatsAppEvents: 'what Meta has posted: messages, statuses and other events, in its order',
    deadLetterPart: 'one more part of what is kept',
    conversationHandover: 'what another conversation of the same user knows',
    conversationMoved: 'the user is known under another key from now on',
    conversationRequest: 'another workflow wants the user to be asked, or a dialogue to be started',
    conversationReply: 'the reply of a conversation to what was asked',
    conversationTranscript: 'what was said, the latest entries',
    conversationState: 'what the conversation knows and does',
    conversationSend: 'send a message as a person would',
    conversationTakeOver: 'give the conversation to a person for a time',
    conversationHandBack: 'give the conversation back to the bot',
    conversationStart: 'start a dialogue by its name',
    conversationSkip: 'end the dialogue that is under way',
    conversationReset: 'end the dialogue, and forget what waits and what is remembered',
    sendState: 'where the send is',
    uploadAndSendState: 'where the upload and the send are',
    uploadAndSendAllState: 'where the uploads and the sends are, and who has got what',
    registrationState: 'where the registration is',
    graphRequestState: 'where the request is',
    deadLetterState: 'what is kept, without the content',
    claimDeadLetter: 'take what is kept for a redrive, for one minute',
    reportRedrive: 'what came of the redrive',
    discardDeadLetter: 'end what nobody needs',
    uploadedMediaState: 'which media id is known, and how many wait for it',
    claimUpload: 'the media id of a file, or the right to upload it',
    reportUpload: 'what came of the upload',
    submitVerificationCode: 'the code that the number has received',
    requestNewVerificationCode: 'have Meta send another code',
  },
} as const;

type Summaries = typeof summaries;

/** How much of a value is shown, in characters, and of a summary, in bytes of UTF-8. Temporal takes 200 bytes. */
const longestValue = 100;
const longestSummary = 200;

/**
 * A summary of the table with its values.
 *
 * @param values By the names that stand in angle brackets. One that is missing leaves nothing.
 */
export function summaryFor<Part extends keyof Summaries>(
  part: Part,
  name: keyof Summaries[Part],
  values: Readonly<Record<string, string | undefined>> = {},
): string {
  const text = summaries[part][name] as string;
  return shorten(text.replace(/<(\w+)>/g, (_, value: string) => values[value]?.slice(0, longestValue) ?? ''));
}

/** A summary that Temporal takes: one line of at most 200 bytes. Nothing else is changed. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  let bytes = 0;
  let shown = '';
  for (const character of line) {
    bytes += byteLength(character);
    if (bytes > longestSummary) return shown;
    shown += character;
  }
  return shown;
}

/** The bytes of one character in UTF-8. The sandbox of workflows has no encoder of its own. */
function byteLength(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
