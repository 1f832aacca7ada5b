const keyName = 'inference.key';

/** What the server, or the way to it, says against a request. */
export class ApiError extends Error {
  constructor(status, message, parameter) {
    super(message);
    Object.assign(this, { status, parameter });
  }
}

export const api = {
  get key() { return sessionStorage.getItem(keyName) ?? ''; },

  set key(value) {
    if (value) sessionStorage.setItem(keyName, value);
    else sessionStorage.removeItem(keyName);
  },

  /** Called when the server asks for a key, or for another one. */
  onUnauthorized: () => {},

  /** A response that is well; its path is relative, so that the page works behind any prefix. */
  async fetch(path, options = {}) {
    const headers = { ...options.headers };
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    if (options.body) headers['Content-Type'] = 'application/json';
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: 'no-store' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new ApiError(0, 'The server cannot be reached.');
    }
    if (response.ok) return response;
    const failure = await failureOf(response);
    if (failure.status === 401) this.onUnauthorized();
    throw failure;
  },

  async json(path, options) {
    return (await this.fetch(path, options)).json();
  },
};

async function failureOf(response) {
  let error = {};
  try {
    error = (await response.json()).error ?? {};
  } catch {
    // Not from our server, or cut off: the status has to do.
  }
  return new ApiError(response.status, error.message ?? `The server answered ${response.status} ${response.statusText}.`, error.param);
}
