/**
 * Checks the definition of a new template.
 *
 * @see "Template components"
 * https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components (read 2026-11)
 */
import { z } from 'zod';
import { limits } from '../../../common/limits.js';
import { defined } from '../../../common/schema/defined.js';
import type { Parameters } from '../../http/graph-call.js';
import { fromJson, enumValue, required } from '../../http/parameters.js';
import { GraphError, missingParameter } from '../../meta/graph-error.js';
import type { TemplateStatus } from '../../settings/options.js';
import type { NewTemplate } from '../../state/accounts/templates.js';
import { otpComponents } from './otp-template.js';
import { checkVariables } from './template-variables.js';

const textLimits: Readonly<Record<string, number>> = { HEADER: 60, BODY: 1024, FOOTER: 60 };
const largestButtonCount = limits.template.buttons;

const upperCase = z.string().transform((text) => text.toUpperCase());
const componentSchema = z
  .looseObject({
    type: upperCase,
    format: upperCase.optional(),
    text: z.string().optional(),
    buttons: z.array(z.record(z.string(), z.unknown())).max(largestButtonCount).optional(),
  })
  .refine(({ type, text }) => (text?.length ?? 0) <= (textLimits[type] ?? Infinity), {
    error: ({ input }) => `must have a text of at most ${textLimits[String((input as Parameters)['type'])]} characters`,
  });

const definitionSchema = z.object({
  name: z
    .string()
    .max(limits.template.name)
    .regex(/^[a-z0-9_]+$/, 'must consist of lower-case letters, digits and underscores'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z0-9]{2,4})?$/, 'must be a language such as en_US'),
  components: z.array(componentSchema),
  parameter_format: upperCase.pipe(z.enum(['POSITIONAL', 'NAMED'])).default('POSITIONAL'),
  message_send_ttl_seconds: z.coerce.number().int().optional(),
  sub_category: z.string().optional(),
});

/** @throws GraphError as Meta answers. */
export function templateFrom(parameters: Parameters, status: TemplateStatus): NewTemplate {
  required(parameters, 'name');
  required(parameters, 'language');
  const category = enumValue(required(parameters, 'category'), 'category', ['AUTHENTICATION', 'MARKETING', 'UTILITY']);
  const isFromLibrary = parameters['library_template_name'] !== undefined;
  if (parameters['components'] === undefined && !isFromLibrary) throw missingParameter('components');
  const parsed = definitionSchema.safeParse({ ...parameters, components: givenComponents(parameters) });
  const issue = parsed.error?.issues[0];
  if (issue) throw invalidDefinition(`${issue.path.join('.')} ${issue.message}`);
  const {
    message_send_ttl_seconds: ttl,
    sub_category: subCategory,
    ...definition
  } = parsed.data as z.output<typeof definitionSchema>;
  if (!isFromLibrary) requireBody(definition.components);
  const { components } = definition;
  // Meta writes the texts of authentication templates itself.
  if (category !== 'AUTHENTICATION') checkVariables(components);
  return {
    ...definition,
    components: category === 'AUTHENTICATION' ? otpComponents(components) : components,
    category,
    status,
    ...defined({ message_send_ttl_seconds: ttl, sub_category: subCategory }),
  };
}

/** The components; a form carries them as a JSON string. */
function givenComponents(parameters: Parameters): unknown {
  const components = fromJson(parameters['components'] ?? []);
  if (typeof components === 'string') throw invalidDefinition('components must be a list');
  return components;
}

function requireBody(components: NewTemplate['components']): void {
  if (!components.some(({ type }) => type === 'BODY')) throw invalidDefinition('components must have one of type BODY');
}

function invalidDefinition(userMessage: string): GraphError {
  return new GraphError({
    code: 100,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Template definition is not valid',
    userMessage,
  });
}
