import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bodyComponent, outboundMessageSchema, singleLine, template, textParameter } from '../../../../src/messages.js';
import { recordedMessageSchema } from '../../../../src/common/messages/outbound-message.js';
import { withSingleLines } from '../../../../src/common/messages/single-line.js';
import { findProblems } from './cases.js';

const unfit = fc.constantFrom('\n', '\r\n', '\t', '     ', ' \n ', '\n\n');
const word = fc.string({ minLength: 1 });
/** A text with at least one place that Meta refuses, between words. */
const severalLines = fc.tuple(word, unfit, word).map((parts) => parts.join(''));
const anyText = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '\u2028', 'é', '👍'), maxLength: 30 });

/** The texts of variables, wherever a template has them. */
const places: [string, (text: string) => object][] = [
  ['a body', (text) => bodyComponent('x', textParameter(text, 'name'))],
  ['a header', (text) => ({ type: 'header', parameters: [{ type: 'text', text }] })],
  ['a button', (text) => ({ type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'TEXT', text }] })],
  ['a card', (text) => ({ type: 'carousel', cards: [{ card_index: 0, components: [bodyComponent(text)] }] })],
];

describe('a text that fills a variable', () => {
  test.each(places)('of several lines in %s is refused, with its place, and fits as a single line', (_, place) => {
    fc.assert(
      fc.property(severalLines, (text) => {
        const message = template('order', 'en', [place(text) as never]);
        const [problem, ...others] = findProblems(outboundMessageSchema, message);
        expect(problem).toMatch(/^template\.components\.0\..*parameters\.\d\.text: must have no line break/);
        expect(others).toEqual([]);
        expect(findProblems(recordedMessageSchema, message)).toEqual([]);
        const fitting = { ...message, template: withSingleLines(message.template) };
        expect(fitting).toEqual(template('order', 'en', [place(singleLine(text)) as never]));
        if (singleLine(text) !== '') expect(findProblems(outboundMessageSchema, fitting)).toEqual([]);
      }),
    );
  });

  test('keeps every word as a single line, and changes no more a second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = singleLine(text);
        expect(line).not.toMatch(/[\n\r\t\u2028]| {5,}|^\s|\s$/);
        expect(line.split(/\s+/)).toEqual(text.trim().split(/\s+/));
        expect(singleLine(line)).toBe(line);
      }),
    );
  });

  test.each(['four    spaces', 'no‑break\u00a0space', 'Zwei Plätze, um acht'])('may be %j', (text) => {
    expect(findProblems(outboundMessageSchema, template('order', 'en', [bodyComponent(text)]))).toEqual([]);
    expect(singleLine(text)).toBe(text);
  });

  test('is nothing else than that: payloads and flow data keep their lines', () => {
    const action = { flow_action_data: { text: 'a\nb', parameters: [{ text: 'a\nb' }] } };
    const components = [
      { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [{ type: 'payload', payload: 'a\nb' }] },
      { type: 'button', sub_type: 'flow', index: 1, parameters: [{ type: 'action', action }] },
    ];
    const message = template('order', 'en', components as never);
    expect(findProblems(outboundMessageSchema, message)).toEqual([]);
    expect(withSingleLines(message.template)).toEqual(message.template);
  });
});
