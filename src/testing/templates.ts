/** The templates of a test's account: they are created at the start, and phones show what they say. */
import { isRecord } from '../common/events/json.js';
import { defined } from '../common/schema/defined.js';
import type { EmulatorInfo } from '../emulator/index.js';
import type { TestTemplate } from './options.js';

type Members = Record<string, unknown>;

/** A template with everything that has a default. */
type Template = Required<TestTemplate>;

export class TemplateCatalog {
  private readonly templates: readonly Template[];

  constructor(templates: readonly (string | TestTemplate)[] = []) {
    this.templates = templates.map((template) => {
      const given = typeof template === 'string' ? { name: template } : template;
      const components = [{ type: 'BODY', text: given.name }];
      return { language: 'en', category: 'UTILITY', components, ...defined(given) } as Template;
    });
  }

  /** Creates them as an application would. @throws Error with what the emulator says to a wrong one */
  async create({ graphUrl, accessToken, wabaId }: EmulatorInfo): Promise<void> {
    for (const template of this.templates) {
      const answer = await fetch(`${graphUrl}/${wabaId}/message_templates`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(template),
      });
      if (answer.ok) continue;
      throw new Error(`createWhatsAppTest: the template ${template.name} is wrong: ${await answer.text()}`);
    }
  }

  /** The text of a template that was sent, with its variables filled in. @returns undefined for an unknown one */
  text(sent: Members): string | undefined {
    const body = this.component(sent, 'BODY')?.['text'];
    if (typeof body !== 'string') return undefined;
    const parameters = findParameters(sent, 'body');
    const byName = (name: string): unknown =>
      parameters.find((parameter) => parameter['parameter_name'] === name) ?? parameters[Number(name) - 1];
    return body.replace(/\{\{\s*(\w+)\s*\}\}/g, (variable, name: string) => {
      const parameter = byName(name);
      return isRecord(parameter) && typeof parameter['text'] === 'string' ? parameter['text'] : variable;
    });
  }

  /** The labels of the quick replies, by their place among the buttons. */
  quickReplies(sent: Members): Map<number, string> {
    const buttons = this.component(sent, 'BUTTONS')?.['buttons'];
    const labels = new Map<number, string>();
    for (const [index, button] of (Array.isArray(buttons) ? buttons : []).entries()) {
      if (isRecord(button) && /^quick_reply$/i.test(String(button['type']))) labels.set(index, String(button['text']));
    }
    return labels;
  }

  private component(sent: Members, type: string): Members | undefined {
    const { name, language } = sent as { name?: unknown; language?: { code?: unknown } };
    const known = this.templates.find((template) => template.name === name && template.language === language?.code);
    return known?.components.find((component) => String(component['type']).toUpperCase() === type);
  }
}

function findParameters(sent: Members, type: string): Members[] {
  const components = Array.isArray(sent['components']) ? sent['components'].filter(isRecord) : [];
  const parameters = components.find((component) => component['type'] === type)?.['parameters'];
  return Array.isArray(parameters) ? parameters.filter(isRecord) : [];
}
