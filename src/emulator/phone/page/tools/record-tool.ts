/** The recorder: what is done and seen comes out as a test. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import { chatKey } from '../../model/state.js';
import { testScript } from '../../model/recording/test-script.js';
import { openChat, type PageContext } from '../context.js';
import { icon } from '../icons.js';

export function recordTool(context: PageContext): TemplateResult {
  const { state, dispatch } = context;
  const { isRecording, steps } = state;
  return html`<section class="panel">
      <h3>Record a test</h3>
      <p class="hint">
        Everything that users do and see until you stop, on all phones, becomes a test for
        <code>temporal-whatsapp/testing</code>.
      </p>
      <button
        class=${isRecording ? 'danger' : 'primary'}
        @click=${() => dispatch({ type: 'record', isRecording: !isRecording })}
      >
        ${icon('record')} ${isRecording ? 'Stop recording' : 'Start recording'}
      </button>
      ${isRecording ? html`<p class="hint" aria-live="polite">${steps.length} ${steps.length === 1 ? 'step' : 'steps'} so far</p>` : nothing}
    </section>
    ${steps.length === 0 ? nothing : scriptPanel(context)}`;
}

function scriptPanel(context: PageContext): TemplateResult {
  const { state } = context;
  const chat = openChat(context);
  const conversation = chat && state.temporal[chatKey(chat.userId, chat.phoneNumberId)]?.conversation?.workflowType;
  const title = `recorded on ${new Date(context.nowMs).toISOString().slice(0, 10)}`;
  const script = testScript(state.steps, { users: state.users, conversation, title });
  return html`<section class="panel">
    <h3>The test</h3>
    <pre class="script" tabindex="0">${script}</pre>
    <div class="form-row">
      <button class="secondary" @click=${() => copy(context, script)}>${icon('copy')} Copy</button>
      <a class="secondary" href=${scriptAddress(script)} download="recorded.test.ts">${icon('file')} Save</a>
    </div>
  </section>`;
}

let last: { script: string; address: string } | undefined;

/** One address at a time: the one before is given back. */
function scriptAddress(script: string): string {
  if (last?.script === script) return last.address;
  if (last) URL.revokeObjectURL(last.address);
  last = { script, address: URL.createObjectURL(new Blob([script], { type: 'text/plain' })) };
  return last.address;
}

function copy({ dispatch }: PageContext, script: string): void {
  void navigator.clipboard.writeText(script).then(
    () => dispatch({ type: 'notice', notice: { text: 'The test is in the clipboard', isProblem: false } }),
    () => dispatch({ type: 'notice', notice: { text: 'The browser does not let the page copy', isProblem: true } }),
  );
}
