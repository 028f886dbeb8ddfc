import { describe, expect, jest, test } from '@jest/globals';
import { lazy } from '../../../../src/common/schema/lazy.js';

describe('a lazy object', () => {
  test('is made when it is first used, and once', () => {
    const make = jest.fn(() => ({ name: 'made' }));
    const object = lazy(make);
    expect(make).not.toHaveBeenCalled();
    expect([object.name, object.name]).toEqual(['made', 'made']);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('has the members, the prototype and the spread of what it stands for', () => {
    class Schema {
      readonly shape = { to: 1 };
    }
    const object = lazy(() => new Schema());
    expect(object).toBeInstanceOf(Schema);
    expect({ ...object }).toEqual({ shape: { to: 1 } });
    expect('shape' in object && Object.keys(object)).toEqual(['shape']);
  });

  test('is not made, and not fixed, by what freezes a module that exports it', () => {
    const make = jest.fn((): { name?: string } => ({}));
    const object = lazy(make);
    expect(typeof object).toBe('function');
    expect(() => Object.freeze(object)).toThrow(TypeError);
    expect(make).not.toHaveBeenCalled();
    object.name = 'set later';
    expect(object).toHaveProperty('name', 'set later');
  });

  test('keeps its members apart from those of another', () => {
    const [one, other] = [lazy((): { name?: string } => ({})), lazy((): { name?: string } => ({}))];
    Object.defineProperty(one, 'name', { value: 'one', configurable: true });
    expect(one).toHaveProperty('name', 'one');
    expect(other).not.toHaveProperty('name');
  });
});
