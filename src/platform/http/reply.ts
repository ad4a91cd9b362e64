/** What a response says beyond the status of its route, and its body. */
interface ReplyDetails {
  readonly status?: 201;
  /** The path of the resource that the request has created. */
  readonly location?: string;
  /** The path of the resource that the response holds, where it is not that of the request. */
  readonly contentLocation?: string;
}

const detailsKey = Symbol('what a response says beyond its body');

/** The response of a route that answers 200: this one has created the resource. The document needs `MayCreate`. */
export const asCreated = <T extends object>(response: T, location: string): T =>
  Object.assign(response, { [detailsKey]: { status: 201, location } satisfies ReplyDetails });

/** The response holds the resource of another path. */
export const asContentOf = <T extends object>(response: T, contentLocation: string): T =>
  Object.assign(response, { [detailsKey]: { contentLocation } satisfies ReplyDetails });

export const replyDetailsOf = (response: object): ReplyDetails =>
  (response as { [detailsKey]?: ReplyDetails })[detailsKey] ?? {};
