/** The documented events on a bus with the deployed patterns, matched by an EventBridge that is not ours. */
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  EventBridgeClient,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  type DeployedRule,
  EVERY_SAMPLE,
  handedOn,
  rulesOf,
  sample,
  type SampleEvent,
} from '../lib/signals/deployed-rules';
import { effectsOf, eventsElsewhere, READY_SIGNALS, stackWith } from '../lib/signals/ready-signals';
import { describeOnMoto, motoEndpoint, REGION } from './aws';

/** A bus on which an archive per pattern keeps what matches: the event came through where its count has grown. */
class Bus {
  private readonly client = new EventBridgeClient({
    endpoint: motoEndpoint(),
    region: REGION,
    credentials: { accessKeyId: 'admin', secretAccessKey: 'admin' },
  });
  private readonly archives: { readonly name: string; readonly rule: DeployedRule; count: number }[] = [];

  public constructor(private readonly name: string) {}

  public async with(rules: readonly DeployedRule[]): Promise<this> {
    const { EventBusArn: arn } = await this.client.send(new CreateEventBusCommand({ Name: this.name }));
    for (const [index, rule] of rules.entries()) {
      const name = `${this.name}-${index}`;
      const archive = { ArchiveName: name, EventSourceArn: arn, EventPattern: JSON.stringify(rule.pattern) };
      await this.client.send(new CreateArchiveCommand(archive));
      this.archives.push({ name, rule, count: 0 });
    }
    return this;
  }

  /** The rules that match the event. */
  public async matching(event: SampleEvent): Promise<DeployedRule[]> {
    const { source, resources, detail, time, 'detail-type': detailType } = event;
    const entry = {
      EventBusName: this.name,
      Source: source,
      DetailType: detailType,
      Resources: resources,
      Detail: JSON.stringify(detail),
      Time: new Date(time),
    };
    const { FailedEntryCount: failed } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
    expect(failed).toBe(0);
    const matched: DeployedRule[] = [];
    for (const archive of this.archives) {
      const { EventCount: count = 0 } = await this.client.send(
        new DescribeArchiveCommand({ ArchiveName: archive.name }),
      );
      if (count > archive.count) {
        matched.push(archive.rule);
      }
      archive.count = count;
    }
    return matched;
  }
}

describeOnMoto.each(READY_SIGNALS.map((signal, index) => ({ ...signal, index })))('$name', (signal) => {
  const bus = (purpose: string): Promise<Bus> =>
    new Bus(`signal-${signal.index}-${purpose}`).with(rulesOf(stackWith(signal)));

  test('opens and closes on its documented events, and on no other', async () => {
    const documented = await bus('documented');
    const found: string[][] = [];
    for (const name of EVERY_SAMPLE) {
      const matched = await documented.matching(sample(name));
      found.push(...matched.map((rule) => [name, rule.calls, handedOn(rule, sample(name)).event]));
    }
    expect(found.sort()).toEqual(effectsOf(signal));
  });

  test('does nothing on the same events about something else', async () => {
    const elsewhere = await bus('elsewhere');
    for (const event of eventsElsewhere(signal)) {
      expect(await elsewhere.matching(event)).toEqual([]);
    }
  });
});
