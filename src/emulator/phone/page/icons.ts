/** Pictures of a line each, in the color of the text around them. */
import { svg, type SVGTemplateResult } from '/_phone/lit/lit-html.js';

const paths = {
  back: 'M15 5l-7 7 7 7',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12l16-8-6 16-3-7z',
  attach: 'M8 12l6-6a3.5 3.5 0 0 1 5 5l-8 8a5.5 5.5 0 0 1-8-8l8-8',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  place: 'M12 21s-7-6.5-7-11a7 7 0 0 1 14 0c0 4.5-7 11-7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1.5-4 4.5-5.5 8-5.5s6.500 1.500 8 5.500',
  reply: 'M10 6l-6 5 6 5v-3c5 0 8 1.500 10 5 0-6-4-9-10-9z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  tick: 'M4 12.500l5 5L20 6.500',
  ticks: 'M1.500 12.500l4.500 5L15 7M10.500 16l1.500 1.500L22 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2',
  alert: 'M12 3l10 18H2zM12 10v5M12 18h.01',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  phone: 'M5 4h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 3 6a2 2 0 0 1 2-2z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  form: 'M4 4h16v16H4zM8 9h8M8 13h8M8 17h4',
  cart: 'M3 4h3l2.500 11h10L21 7H7M10 20h.01M17 20h.01',
  open: 'M14 4h6v6M20 4l-9 9M18 13v7H4V6h7',
  close: 'M6 6l12 12M18 6L6 18',
  edit: 'M4 20l1-5L16 4l4 4L9 19z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  braces:
    'M9 4c-3 0-3 2-3 4s0 4-2.500 4c2.500 0 2.500 2 2.500 4s0 4 3 4M15 4c3 0 3 2 3 4s0 4 2.500 4c-2.500 0-2.500 2-2.500 4s0 4-3 4',
  temporal: 'M12 3c3 0 5 4 5 9s-2 9-5 9-5-4-5-9 2-9 5-9zM3 12c0-3 4-5 9-5s9 2 9 5-4 5-9 5-9-2-9-5z',
  fault: 'M13 2L4 14h7l-1 8 9-12h-7z',
  webhook: 'M8 8a4 4 0 1 1 6 3.500l3 5.500M7 13a4 4 0 1 0 4 5h6M12 8l-3.500 6.500M17 17a3 3 0 1 1 2 5',
  record: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
} as const;

export type IconName = keyof typeof paths;

/** An icon; whoever shows it says what it means, so readers of screens skip it. */
export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=${paths[name]}></path></svg>`;
}
