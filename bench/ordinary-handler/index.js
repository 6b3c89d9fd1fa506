/* global exports */
/**
 * The ordinary way, as many teams have it: one schedule attaches, one detaches, and the SDK's three attempts are all
 * the care that is taken. It has the same ports as the real handler, so both meet the same faults.
 */
const ATTEMPTS = 3;
const PASSING = ['throttled', 'unavailable'];

async function calling(world, call) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || !PASSING.includes(error.failure)) {
        throw error;
      }
      await world.clock.sleep(world.random() * 100 * 2 ** attempt);
    }
  }
}

async function change(world, { access, role, policies, attachmentRole }, action, operation) {
  const session = await calling(world, () => world.sessions.assume(attachmentRole, `${action}-${access}`, undefined));
  for (const policy of policies) {
    await calling(world, () => session[operation](role.slice(role.lastIndexOf('/') + 1), policy));
  }
}

exports.openerIn = async (world, event) => {
  if (event.ResponseURL !== undefined) {
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'by-hand' } = event;
    const answer = { Status: 'SUCCESS', PhysicalResourceId, StackId, RequestId, LogicalResourceId };
    await calling(world, () => world.cloudFormation.respond(event.ResponseURL, JSON.stringify(answer)));
  } else {
    await change(world, event.access, 'open', 'attach');
  }
};

exports.closerIn = async (world, event) => {
  if (event.event !== 'end') {
    return;
  }
  try {
    await change(world, event.access, 'close', 'detach');
  } catch (error) {
    // What is not attached needs no detach.
    if (error.failure !== 'absent') {
      throw error;
    }
  }
};
