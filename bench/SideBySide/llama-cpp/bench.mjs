// Times llama.cpp as node-llama-cpp ships it: a prompt, or none (0), then for each batch size so many sequences behind a context that generate side by side.
// node bench.mjs MODEL THREADS PROMPT CONTEXT GENERATE BATCHES; prints what `inference bench --json` prints.
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [modelPath, threads, prompt, length, generate, batches] = [process.argv[2], ...process.argv.slice(3, 7).map(Number), process.argv[7].split(",").map(Number)];
const llama = await getLlama({ gpu: false, build: "never", progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: threads });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const most = Math.max(...batches);
const context = await model.createContext({
    sequences: most,
    contextSize: Math.max(prompt, length) + generate + 16,
    batchSize: 512,
    threads: { ideal: threads, min: threads },
    ignoreMemorySafetyChecks: true,
});
const sequences = Array.from({ length: most }, () => context.getSequence());
const tokens = Array.from({ length: Math.max(prompt, length, 1) }, (_, index) => 300 + ((index * 7919) % 20000));
const seconds = async (action) => {
    const started = performance.now();
    await action();
    return (performance.now() - started) / 1000;
};
const read = async (sequence, count) => {
    await sequence.clearHistory();
    if (count > 0) await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, count));
};
const write = async (sequence, count) => {
    let made = 0;
    for await (const _ of sequence.evaluate([tokens[0]], { temperature: 0, yieldEogTokens: true })) {
        if (++made === count) break;
    }
};

const results = [];
if (prompt > 0) {
    await read(sequences[0], prompt);
    results.push({ kind: "prefill", batch: 1, context: prompt, tokens_per_s: prompt / (await seconds(() => read(sequences[0], prompt))) });
}
for (const batch of batches) {
    const used = sequences.slice(0, batch);
    for (const sequence of used) await read(sequence, length);
    await Promise.all(used.map((sequence) => write(sequence, 2)));
    const elapsed = await seconds(() => Promise.all(used.map((sequence) => write(sequence, generate))));
    results.push({ kind: "decode", batch, context: length, tokens_per_s: (batch * generate) / elapsed });
}
console.log(JSON.stringify(results));
process.exit(0);
