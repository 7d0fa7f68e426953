import { afterEach, describe, expect, it, vi } from 'vitest';
import { headersFor } from './client';

afterEach(() => vi.unstubAllGlobals());

describe('the CSRF token of a request', () => {
  it.each([
    ['in development', 'a=1; csrftoken=token', 'token'],
    ['in production', 'a=1; __Host-csrftoken=token', 'token'],
    ['of this host before one a sibling could have set', 'csrftoken=theirs; __Host-csrftoken=ours', 'ours'],
    ['where there is none', 'a=1', undefined]
  ])('%s', (_case, cookie, token) => {
    vi.stubGlobal('document', { cookie });
    expect(headersFor('POST')['X-CSRFToken']).toBe(token);
    expect(headersFor('GET')['X-CSRFToken']).toBeUndefined();
  });
});
