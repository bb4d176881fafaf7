import type { IncomingMessage } from 'node:http';
import type { Language } from '../domain/issue-messages.ts';

/** The language of messages: German where Accept-Language prefers it to English, else English. */
export function languageOf({ headers }: IncomingMessage): Language {
  const weights = { en: 0, de: 0 };
  for (const range of (headers['accept-language'] ?? '').split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const q = parameters.map((one) => /^\s*q=([\d.]+)/.exec(one)?.[1]).find(Boolean) ?? '1';
    const language = tag.split('-')[0];
    if (language === 'de' || language === 'en') {
      weights[language] = Math.max(weights[language], Number(q) || 0);
    }
  }
  return weights.de > weights.en ? 'de' : 'en';
}
