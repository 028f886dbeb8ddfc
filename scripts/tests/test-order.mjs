/**
 * The order in which jest starts the files: those that wait for servers and compilers first, and unit tests last, which
 * fill what is left. The order that jest takes by default begins with the largest files.
 */
import Sequencer from '@jest/test-sequencer';

const tiers = ['integration', 'boundary', 'replay', 'unit'];
const place = ({ path }) => tiers.findIndex((tier) => path.includes(`/${tier}/`));

export default class TestOrder extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
