/**
 * Templates of category authentication: Meta writes their texts itself, and their button is the address of a code.
 *
 * @see "Authentication templates"
 * https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates (read 2026-11)
 */
import type { TemplateComponent } from '../../state/accounts/templates.js';

const bodyText = '*{{1}}* is your verification code.';
const securityText = ' For your security, do not share this code.';

/** The components as Meta shows them after it has taken them. */
export function otpComponents(given: readonly TemplateComponent[]): TemplateComponent[] {
  return given.map((component) => {
    const { type, buttons = [] } = component;
    if (type === 'BODY') return { ...component, text: bodyText + (isAdvised(component) ? securityText : '') };
    if (type === 'FOOTER') return { ...component, ...expiry(component['code_expiration_minutes']) };
    return type === 'BUTTONS' ? { ...component, buttons: buttons.map(otpButton) } : component;
  });
}

function isAdvised({ add_security_recommendation: isSet }: TemplateComponent): boolean {
  return isSet === true || isSet === 'true';
}

function expiry(minutes: unknown): { text?: string } {
  return minutes === undefined ? {} : { text: `This code expires in ${String(minutes)} minutes.` };
}

/** A button of another kind stays as it is. */
function otpButton(button: Record<string, unknown>): Record<string, unknown> {
  if (String(button['type']).toUpperCase() !== 'OTP') return button;
  const { otp_type: kind = 'COPY_CODE', text = 'Copy code', type: _type, ...rest } = button;
  const otpType = String(kind).toUpperCase();
  const url = `https://www.whatsapp.com/otp/code/?otp_type=${otpType}&code=otp{{1}}`;
  return { ...rest, type: 'URL', text, url, otp_type: otpType };
}
