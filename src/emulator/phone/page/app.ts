/** The phone page: draws the state, listens to the emulator, and keeps what is shown up to date. */
import { render } from '/_phone/lit/lit-html.js';
import { chatBubbles } from '../model/chat.js';
import { chatKey, type PhoneState } from '../model/state.js';
import type { PageContext } from './context.js';
import { listen } from './emulator-client.js';
import { ReadReceipts } from './read-receipts.js';
import { shell } from './shell.js';
import { Store } from './store.js';
import { TemporalWatch } from './temporal-watch.js';

const root = document.getElementById('app');
if (!root) throw new Error('the document has no element #app');

let followsEnd = true;
let shownNumber: string | undefined;
const store = new Store(draw);
const receipts = new ReadReceipts();
const temporal = new TemporalWatch((key, answer) => store.dispatch({ type: 'temporal', key, answer }));

listen({
  onChange: (change) => {
    store.dispatch({ type: 'server', change, localMs: Date.now() });
    temporal.lookSoon(store.state);
  },
  onConnection: (connection) => store.dispatch({ type: 'connection', connection }),
});
// Countdowns.
setInterval(() => store.drawSoon(), 1_000);
setInterval(() => temporal.lookSoon(store.state), 5_000);
document.addEventListener('scroll', noteScroll, { capture: true, passive: true });
// A picture has its height only once it is there.
document.addEventListener('load', scrollToEnd, { capture: true });
document.addEventListener('click', closeMenu);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && store.state.menuFor !== undefined) store.dispatch({ type: 'menu' });
});

function draw(state: PhoneState): void {
  const context: PageContext = {
    state,
    nowMs: Date.now() + state.aheadMs,
    dispatch: (action) => {
      store.dispatch(action);
      if (['chat', 'user', 'tool'].includes(action.type)) temporal.lookSoon(store.state);
    },
  };
  const log = document.querySelector('.log');
  render(shell(context), root as HTMLElement);
  if (state.phoneNumberId !== shownNumber || !log) followsEnd = true;
  shownNumber = state.phoneNumberId;
  scrollToEnd();
  readOpenChat(context);
}

/** Whoever has scrolled up stays there; everybody else sees the latest message. */
function scrollToEnd(): void {
  const log = document.querySelector('.log');
  if (log && followsEnd) log.scrollTop = log.scrollHeight;
}

function noteScroll({ target }: Event): void {
  if (!(target instanceof Element) || !target.matches('.log')) return;
  followsEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
}

/** What is on the screen has been read. */
function readOpenChat({ state, dispatch }: PageContext): void {
  const { userId, phoneNumberId } = state;
  if (userId === undefined || phoneNumberId === undefined || document.visibilityState !== 'visible') return;
  const key = chatKey(userId, phoneNumberId);
  const received = chatBubbles(state, userId, phoneNumberId).filter(({ side }) => side === 'business');
  const latestMs = received.at(-1)?.atMs ?? 0;
  if (latestMs > (state.seenMs[key] ?? 0)) dispatch({ type: 'seen', key, atMs: latestMs });
  receipts.report(received, state.behavior);
}

function closeMenu(event: Event): void {
  if (store.state.menuFor === undefined) return;
  if (event.target instanceof Element && event.target.closest('.bubble-menu, .bubble-more')) return;
  store.dispatch({ type: 'menu' });
}
