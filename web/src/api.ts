// Talks to /v1/console. A refusal comes back as `Refused`, which says in the person's language what was wrong.

export interface Organisation {
  id: string;
  name: string;
  kind: string;
  minimum_group: number;
}

export interface Me {
  person: string;
  nickname: string | null;
  locale: Locale;
  organisation: Organisation;
  permissions: string[];
  second_factor: boolean;
  proved: boolean;
  expires_at: string;
}

export interface Unit {
  id: string;
  name: string;
  kind: string;
  parent: string | null;
  members: number | null;
}

export interface Tree {
  units: Unit[];
  members: number | null;
  without_unit: number | null;
}

export interface HeldRole {
  id: string;
  role: string;
  where: string | null;
  since: string;
}

export interface Somebody {
  id: string;
  nickname: string;
  unit: string | null;
  since: string;
  roles: HeldRole[];
}

export interface PeoplePage {
  people: Somebody[];
  next_page_token: string;
  roles: string[];
}

export interface BrowserSession {
  id: string;
  agent: string;
  opened_at: string;
  seen_at: string;
  expires_at: string;
  current: boolean;
}

export interface SecretOffered {
  secret: string;
  uri: string;
  /** The QR code of uri, as a data URI. */
  image: string;
}

export type Locale = "zh" | "en";

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** Asks the API; `undefined` comes back where it answers with nothing. Throws `Refused`; "offline" where nobody answers. */
export async function ask<T>(locale: Locale, method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "accept-language": locale };
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(`/v1/console${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(0, "offline", "");
  }
  if (answer.status === 204) return undefined as T;
  const said: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return said as T;
  const problem = said as { code?: string; detail?: string; title?: string };
  throw new Refused(answer.status, problem.code ?? "internal_error", problem.detail ?? problem.title ?? "");
}
