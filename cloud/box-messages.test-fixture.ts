/** What a box says of itself: a join, and the next batch of its log. */
import { randomUUID } from "node:crypto";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { JoinRequest } from "@crema/sync/protocol/join";
import type { Heartbeat, UpBatch } from "@crema/sync/protocol/up";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { MemoryJoinDisk } from "@crema/sync/testing/join-disk.test-fixture";
import { MemoryLog } from "@crema/sync/testing/memory-log.test-fixture";

export class BoxMessages {
  readonly log: MemoryLog;
  readonly joins: MemoryJoinDisk;
  joinToken: string | null = null;
  /** Said in every heartbeat, beside the rest. */
  beat: Partial<Heartbeat> = {};

  constructor(
    clock: Clock,
    readonly storeId: string,
    readonly nodeId: string,
    readonly epoch: number,
  ) {
    this.log = new MemoryLog(clock);
    this.joins = new MemoryJoinDisk(this.log);
  }

  joinRequest(changes: Partial<JoinRequest> = {}): JoinRequest {
    const sender = { protocol_version: PROTOCOL_VERSION, node_id: this.nodeId, store_id: this.storeId, epoch: this.epoch };
    const { log, joins } = this;
    const said = { ...joins.position(null), nonce: joins.next ?? randomUUID(), contested: joins.isForked(), heartbeat: log.heartbeat() };
    return { ...sender, epoch_certificate: joins.certificate(), ...said, ...changes };
  }

  batch(events = 100): UpBatch {
    const { log } = this;
    return {
      protocol_version: PROTOCOL_VERSION,
      node_id: this.nodeId,
      store_id: this.storeId,
      epoch: this.epoch,
      epoch_certificate: "certificate",
      generation: 1,
      from_seq: log.acked() + 1,
      head_seq: log.head(),
      contested: false,
      join_token: this.joinToken,
      events: log.read(log.acked() + 1, events, 1024 * 1024),
      position: log.position(),
      heartbeat: { ...log.heartbeat(), ...this.beat },
    };
  }
}
