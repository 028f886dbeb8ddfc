/** Fields of forms, and what was filled in. */
import { html, type TemplateResult } from '/_phone/lit/lit-html.js';

export interface Field {
  name: string;
  label: string;
  value?: string;
  placeholder?: string;
  type?: 'text' | 'number' | 'tel';
  isRequired?: boolean;
}

export function field({
  name,
  label,
  value = '',
  placeholder = '',
  type = 'text',
  isRequired = false,
}: Field): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <input
      name=${name}
      type=${type}
      step="any"
      .value=${value}
      placeholder=${placeholder}
      ?required=${isRequired}
      autocomplete="off"
    />
  </label>`;
}

/** A form that is answered here, and never posted by the browser. */
export function form(
  fields: unknown,
  button: string,
  submit: (values: Record<string, string>) => void,
): TemplateResult {
  const take = (event: SubmitEvent): void => {
    event.preventDefault();
    submit(formValues(event.currentTarget as HTMLFormElement));
  };
  return html`<form class="form" @submit=${take}>
    ${fields}
    <button class="primary">${button}</button>
  </form>`;
}

function formValues(element: HTMLFormElement): Record<string, string> {
  const entries = [...new FormData(element)].map(([name, value]) => [name, String(value).trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
