/** What Meta knows: the token of each number, the number, its account. */
import { defaultCredential, type GraphCredential } from '../../graph/credentials.js';
import { checkAccount } from './account-checks.js';
import type { Examination } from './examination.js';
import { failure, ok, type Examined } from './finding.js';
import { checkNumber, listNumbers } from './number-checks.js';
import { configuredNumbers, type Setup } from './setup.js';
import { checkToken, type TokenFacts } from './token-checks.js';

/** A credential, its name, and the numbers that are sent from with it. */
interface TokenOfNumbers {
  reference: string;
  credential: GraphCredential;
  numbers: string[];
}

const lookAgain = 'Read what Meta says, and run it again.';

/** Looks for the tokens of the numbers, without asking Meta. */
export async function checkCredentials(examination: Examination, setup: Setup): Promise<TokenOfNumbers[]> {
  const remedy = 'Correct the credentials: WHATSAPP_ACCESS_TOKEN, or WHATSAPP_CREDENTIALS_FILE.';
  return (await examination.check('credentials', () => findTokens(setup), remedy)) ?? [];
}

/** @returns the URLs to which Meta posts webhooks, as far as it says them */
export async function checkMeta(
  examination: Examination,
  setup: Setup,
  tokens: readonly TokenOfNumbers[],
): Promise<string[]> {
  const urls: string[] = [];
  for (const token of tokens) urls.push(...(await checkWithToken(examination, setup, token)));
  return [...new Set(urls)];
}

/** One token for several numbers is looked at once. */
async function findTokens(setup: Setup): Promise<Examined<TokenOfNumbers[]>> {
  const { credentials } = setup;
  const tokens = new Map<string, TokenOfNumbers>();
  const missing: string[] = [];
  const numbers = configuredNumbers(setup.config);
  for (const number of numbers.length > 0 ? numbers : [defaultCredential]) {
    const own = await credentials.getCredential(number);
    const credential = own ?? (await credentials.getCredential(defaultCredential));
    if (!credential) {
      missing.push(number);
      continue;
    }
    const reference = own ? number : defaultCredential;
    const token = tokens.get(credential.accessToken) ?? { reference, credential, numbers: [] };
    if (number !== defaultCredential) token.numbers.push(number);
    tokens.set(credential.accessToken, token);
  }
  const howTo = credentials.howToAddCredential?.(defaultCredential) ?? 'give the credential "default" a token';
  const value = [...tokens.values()];
  const found = value.map(({ reference }) => reference).join(', ');
  const verdicts = [
    ...(value.length > 0 ? [ok(`there are access tokens: ${found}`)] : []),
    ...missing.map((number) => failure(`there is no access token for ${number}`, `${capital(howTo)}.`)),
  ];
  return { verdicts, value };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function checkWithToken(examination: Examination, setup: Setup, token: TokenOfNumbers): Promise<string[]> {
  const facts = await checkToken(examination, setup, token.reference, token.credential);
  if (!facts) return [];
  const accounts = setup.wabaId === undefined ? facts.wabaIds : [setup.wabaId];
  const numbers = token.numbers.length > 0 ? token.numbers : await findNumbers(examination, setup, facts, accounts);
  const urls: string[] = [];
  for (const number of numbers) urls.push(...(await checkNumber(examination, setup, facts, number)));
  await checkAccount(examination, setup, facts, accounts);
  return urls;
}

/** The numbers of the accounts, for a receiver that takes any number. */
async function findNumbers(
  examination: Examination,
  setup: Setup,
  facts: TokenFacts,
  accounts: readonly string[],
): Promise<string[]> {
  return (await examination.check('numbers', () => listNumbers(setup, facts, accounts), lookAgain)) ?? [];
}
