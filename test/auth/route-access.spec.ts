import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { Public, RequireScope } from '../../src/modules/tokens/require-scope.js';
import { RouteAccess } from '../../src/modules/tokens/route-access.js';

async function startWith(controller: Type): Promise<void> {
  @Module({ imports: [DiscoveryModule], controllers: [controller], providers: [RouteAccess] })
  class TestModule {}
  const app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  await app.close();
}

describe('a route at the start of the application', () => {
  it('may declare its scope', async () => {
    @Controller()
    class Scoped {
      @Get()
      @RequireScope('customers:read')
      list() {}
    }
    await expect(startWith(Scoped)).resolves.toBeUndefined();
  });

  it('may be public, by itself or with its controller', async () => {
    @Public()
    @Controller()
    class Open {
      @Get()
      list() {}
    }
    await expect(startWith(Open)).resolves.toBeUndefined();
  });

  it('may not leave it open', async () => {
    @Controller()
    class Forgetful {
      @Get()
      list() {}
    }
    await expect(startWith(Forgetful)).rejects.toThrow(
      'Forgetful.list has to declare its scope with @RequireScope, or @AnyScope, or that it is @Public: one of the three.',
    );
  });

  it('may not be both, nor inherit a route that declares nothing', async () => {
    @Public()
    @Controller()
    class Torn {
      @Get()
      @RequireScope('customers:read')
      list() {}
    }
    await expect(startWith(Torn)).rejects.toThrow('Torn.list');

    class Base {
      @Get()
      inherited() {}
    }
    @Controller()
    class Heir extends Base {}
    await expect(startWith(Heir)).rejects.toThrow('Heir.inherited');
  });
});
