// What the page knows: the bot, people, chats and messages, kept true by the simulator's events.

export const world = { bot: {}, people: new Map(), chats: new Map(), names: {}, online: true };
const listeners = new Set();
const AGAIN_MS = 1000;
const unopened = () => ({ messages: new Map(), reactions: {}, gone: new Set(), loaded: false });

/** Call `listener(event)` on every event; the returned function stops that. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(event) {
  for (const listener of [...listeners]) listener(event);
}

/** Call the control API; throws an Error with its reason. */
export async function ask(method, path, body) {
  const request = { method };
  if (body instanceof FormData) request.body = body;
  else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(`/simulator/${path}`, request);
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

/** Lets only the newest question count: the answer to an older one, however late it comes, is null. */
export function newest() {
  let asked = 0;
  return async (promise) => {
    const mine = (asked += 1);
    const answer = await promise;
    return mine === asked ? answer : null;
  };
}

/** Fetch everything and follow the events from there; again and again while the simulator is away. */
export async function connect() {
  const state = await ask("GET", "state").catch(() => null);
  if (!state) {
    setOnline(false);
    setTimeout(connect, AGAIN_MS);
    return;
  }
  world.bot = state.bot;
  world.names = state.texts;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, { ...unopened(), ...chat }]));
  tell({ type: "reset" });
  const stream = new EventSource(`/simulator/events?after=${state.event}`);
  stream.onmessage = (message) => receive(JSON.parse(message.data), stream);
  stream.onopen = () => setOnline(true);
  stream.onerror = () => {
    setOnline(false);
    // The browser itself comes back to a broken stream, but never to a refused one.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN_MS);
  };
}

function setOnline(online) {
  if (world.online === online) return;
  world.online = online;
  tell({ type: "connection" });
}

function receive(event, stream) {
  const apply = {
    restarted: () => {
      stream.close();
      connect();
    },
    person: () => world.people.set(event.person.id, event.person),
    chat: () => {
      const known = world.chats.get(event.chat.id) || unopened();
      world.chats.set(event.chat.id, Object.assign(known, event.chat));
    },
    message: () => keep(event),
    edited: () => keep(event),
    deleted: () => {
      world.chats.get(event.chat_id)?.messages.delete(event.message_id);
      world.chats.get(event.chat_id)?.gone.add(event.message_id);
    },
    reaction: () => {
      const shown = world.chats.get(event.chat_id)?.reactions;
      if (shown) (shown[event.message_id] ??= {})[event.who] = event.reaction;
    },
    profile: () => refreshNames(),
  }[event.type];
  apply?.();
  tell(event);
}

function keep(event) {
  const chat = world.chats.get(event.chat_id);
  if (!chat) return;
  chat.messages.set(event.message.message_id, event.message);
  if (!chat.last || event.message.message_id >= chat.last.message_id) chat.last = event.message;
}

const newestNames = newest();

async function refreshNames() {
  const state = await newestNames(ask("GET", "state").catch(() => null));
  if (!state) return;
  world.names = state.texts;
  tell({ type: "names" });
}

/** Fetch a chat's messages once; what the events have told meanwhile is newer and stays. */
export async function load(chatId) {
  const chat = world.chats.get(chatId);
  if (!chat || chat.loaded) return chat;
  const found = await ask("GET", `chats/${chatId}/messages`);
  for (const message of found.messages) {
    if (!chat.messages.has(message.message_id) && !chat.gone.has(message.message_id)) chat.messages.set(message.message_id, message);
  }
  for (const [id, shown] of Object.entries(found.reactions)) chat.reactions[id] = { ...shown, ...chat.reactions[id] };
  chat.messages = new Map([...chat.messages].sort(([a], [b]) => a - b));
  chat.loaded = true;
  return chat;
}

/** The bot's name in a person's language. */
export function botName(person) {
  const code = (person?.language_code || "").split("-")[0];
  return world.names[code] || world.names[""] || world.bot.first_name;
}

/** What a chat is called by `person`. */
export function chatName(chat, person) {
  return chat.shape.type === "private" ? botName(person) : chat.shape.title;
}

/** A person's or the bot's whole name. */
export function fullName(user) {
  return [user.first_name, user.last_name].filter(Boolean).join(" ");
}

/** Ids of those who are in the chat now. */
export function present(chat) {
  return Object.entries(chat.members).filter(([, standing]) => !["left", "kicked"].includes(standing)).map(([id]) => Number(id));
}
