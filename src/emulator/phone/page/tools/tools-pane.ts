/** What stands beside the chat: Temporal, time, faults, webhooks, the recorder. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';
import { tools, type Tool } from '../../model/state.js';
import type { PageContext } from '../context.js';
import { icon, type IconName } from '../icons.js';
import { faultsTool } from './faults-tool.js';
import { recordTool } from './record-tool.js';
import { temporalTool } from './temporal-tool.js';
import { timeTool } from './time-tool.js';
import { webhooksTool } from './webhooks-tool.js';

const names: Readonly<Record<Tool, { title: string; icon: IconName }>> = {
  temporal: { title: 'Temporal', icon: 'temporal' },
  time: { title: 'Time', icon: 'clock' },
  faults: { title: 'Faults', icon: 'fault' },
  webhooks: { title: 'Webhooks', icon: 'webhook' },
  record: { title: 'Record', icon: 'record' },
};

const contents: Readonly<Record<Tool, (context: PageContext) => TemplateResult>> = {
  temporal: temporalTool,
  time: timeTool,
  faults: faultsTool,
  webhooks: webhooksTool,
  record: recordTool,
};

export function toolsPane(context: PageContext): TemplateResult {
  const { state, dispatch } = context;
  return html`<aside class="pane pane-tools" aria-label="Tools">
    <header class="tools-header">
      <button
        class="plain only-narrow"
        aria-label="Back to the chat"
        @click=${() => dispatch({ type: 'pane', pane: 'chat' })}
      >
        ${icon('back')}
      </button>
      <div class="tabs" role="tablist" aria-label="Tools" @keydown=${(event: KeyboardEvent) => moveTab(event, context)}>
        ${tools.map((tool) => tab(context, tool))}
      </div>
    </header>
    <div class="tool" role="tabpanel" id="tool" aria-labelledby="tab-${state.tool}" tabindex="0">
      ${contents[state.tool](context)}
    </div>
  </aside>`;
}

function tab({ state, dispatch }: PageContext, tool: Tool): TemplateResult {
  const isOpen = tool === state.tool;
  const { title, icon: picture } = names[tool];
  const isRecording = tool === 'record' && state.isRecording;
  return html`<button
    class=${isRecording ? 'tab is-recording' : 'tab'}
    role="tab"
    id="tab-${tool}"
    aria-controls="tool"
    aria-selected=${isOpen ? 'true' : 'false'}
    tabindex=${isOpen ? '0' : '-1'}
    @click=${() => dispatch({ type: 'tool', tool })}
  >
    ${icon(picture)}<span>${title}</span>
  </button>`;
}

/** Arrow keys go from tab to tab. */
function moveTab(event: KeyboardEvent, { state, dispatch }: PageContext): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const tool = tools[(tools.indexOf(state.tool) + step + tools.length) % tools.length] ?? state.tool;
  dispatch({ type: 'tool', tool });
  document.getElementById(`tab-${tool}`)?.focus();
}
