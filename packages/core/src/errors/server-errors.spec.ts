import { errors, types } from 'cassandra-driver';
import { attachExecutionInfo, type ExecutionInfo } from './execution-info';
import { serverErrorCode } from './server-error-codes';
import * as serverErrors from './server-errors';
import { InvalidRequestError, ServerResponseError, UnavailableError } from './server-errors';

const names = Object.keys(serverErrors).filter((name) => name !== 'ServerResponseError');

describe('the errors of the server', () => {
  it('have one class for each code but bad credentials, named as it is exported', () => {
    const classes = names.map((name) => serverErrors[name as 'InvalidRequestError']);
    const instances = classes.map((ServerError) => new ServerError('No'));
    expect(instances.map(({ name }) => name)).toEqual(names);
    expect(classes.map(({ name }) => name)).toEqual(names);
    expect(instances.map(({ code }) => code).sort()).toEqual(
      Object.values(serverErrorCode)
        .filter((code) => code !== serverErrorCode.badCredentials)
        .sort(),
    );
  });

  it('have the codes of cassandra-driver, where that has them', () => {
    const codes = Object.values(serverErrorCode);
    const driverCodes = Object.values(types.responseErrorCodes).filter((code) => typeof code === 'number');
    // 0x8000 is not of the protocol: a write that fails on the client.
    for (const code of driverCodes.filter((code) => code !== 0x8000)) expect(codes).toContain(code);
  });

  it('are ResponseErrors of cassandra-driver with typed fields', () => {
    const error = new UnavailableError('No', { consistency: 1, consistencies: 1, required: 3, alive: 2 });
    expect(error).toBeInstanceOf(errors.ResponseError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(ServerResponseError);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).not.toBeInstanceOf(InvalidRequestError);
    expect([error.code, error.required, error.alive]).toEqual([0x1000, 3, 2]);
  });

  it('show name and message, and no stack of the socket', () => {
    const error = new InvalidRequestError('table nope does not exist');
    expect(error.stack).toBe('InvalidRequestError: table nope does not exist');
    expect(String(error)).toBe('InvalidRequestError: table nope does not exist');
    expect(Object.keys(error)).not.toContain('stack');
  });

  it('leave the stacks of other errors alone', () => {
    new InvalidRequestError('No');
    expect(new Error('after').stack).toContain('server-errors.spec');
  });

  it('carry the way of the request without breaking JSON on the circle', () => {
    const error = new InvalidRequestError('No');
    const attempt = { node: '127.0.0.1:9042', durationMs: 1, outcome: 'error', error };
    const executionInfo = { coordinator: '127.0.0.1:9042', attempts: [attempt] } as unknown as ExecutionInfo;
    attachExecutionInfo(error, executionInfo);
    expect(error.executionInfo).toBe(executionInfo);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: 'InvalidRequestError',
      code: 0x2200,
      message: 'No',
    });
  });
});
