import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { anyScopeKey, publicKey, scopeKey } from './require-scope.js';

/** Refuses to start with a route that declares neither its scope nor that it is public. */
@Injectable()
export class RouteAccess implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { metatype } of this.discovery.getControllers()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, Function>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (handler === undefined || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
        const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(publicKey, [
          handler,
          metatype,
        ]);
        const scope = this.reflector.get<string | undefined>(scopeKey, handler);
        const takesAnyScope = this.reflector.get<boolean | undefined>(anyScopeKey, handler);
        const declared = [isPublic === true, takesAnyScope === true, scope !== undefined];
        if (declared.filter(Boolean).length !== 1) {
          throw new Error(
            `${metatype.name}.${name} has to declare its scope with @RequireScope, or @AnyScope, or that it is @Public: one of the three.`,
          );
        }
      }
    }
  }
}
