import { Body as NestBody, Param as NestParam, Query as NestQuery, type Type } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { compileReader, type Reader } from '../fields/request-reader.js';

/** The parts of a request that a handler can take, in the order in which the source API reports their errors. */
export type Part = 'path' | 'query' | 'body';

interface Declared {
  readonly part: Part;
  readonly index: number;
}

export interface Readers extends Readonly<Partial<Record<Part, Reader>>> {
  /** Whether unknown fields are always an error, without `Prefer`. */
  readonly isStrict: boolean;
}

/** Of a handler that takes no query: under `Prefer: handling=strict`, any parameter is still an error. */
export const readNoField = compileReader(Object);

const declaredKey = Symbol('the parts of a request that a handler takes');

const declare =
  (part: Part, decorate: () => ParameterDecorator) => (): ParameterDecorator => (target, key, index) => {
    if (key === undefined) throw new TypeError('A constructor takes no part of a request');
    decorate()(target, key, index);
    const declared = (Reflect.getOwnMetadata(declaredKey, target, key) ?? []) as Declared[];
    Reflect.defineMetadata(declaredKey, [...declared, { part, index }], target, key);
  };

/*
 * Nest's own parameter decorators, which also remember that the parameter's class says how its part is read:
 * `RequestGuard` reads all the parts of a request at once, so that one 422 names everything that is wrong with it.
 */
export const Path = declare('path', NestParam);
export const Query = declare('query', NestQuery);
export const Body = declare('body', NestBody);

const strictKey = Symbol('a handler that refuses unknown fields');

/** What `RefuseUnknownFields` leaves in the operation for `derived.ts`, which takes it out again. */
export const strictExtension = 'x-refuses-unknown-fields';

/**
 * The effect of the route leaves the service, or cannot be undone. A field that the service does not know is a 422, also
 * without `Prefer: handling=strict`: ignoring a misspelt limit or `dry_run` would do more than the client asked for.
 */
export const RefuseUnknownFields = (): MethodDecorator => (target, key, descriptor) => {
  Reflect.defineMetadata(strictKey, true, target, key);
  ApiExtension(strictExtension, true)(target, key, descriptor);
};

/** The readers of what `controller.prototype[handler]` takes. */
export function readersOf(controller: Type, handler: string): Readers {
  const target: object = controller.prototype;
  const declared = (Reflect.getMetadata(declaredKey, target, handler) ?? []) as Declared[];
  const types = (Reflect.getMetadata('design:paramtypes', target, handler) ?? []) as Type[];
  const readers = Object.fromEntries(
    declared.map(({ part, index }) => {
      const type = types[index];
      if (type === undefined || type === Object) {
        throw new TypeError(
          `${controller.name}.${handler}: its ${part} has no class (is it imported as a type?)`,
        );
      }
      return [part, compileReader(type)];
    }),
  );
  const isStrict = Reflect.getMetadata(strictKey, target, handler) === true;
  return { query: readNoField, ...readers, isStrict };
}
