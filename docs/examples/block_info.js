#!/usr/bin/env -S gjs -m
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// JavaScript under GJS: blocks from an appsink, and the result of each by `get-block-info`, for a
// binding that cannot read metas.
//
//     gjs -m block_info.js [FILE]
//
// Without FILE it listens to a tone of 330 Hz that GStreamer makes. Prints one JSON object a block.
import Gst from 'gi://Gst?version=1.0';
import System from 'system';

const TONE = 'audiotestsrc freq=330 num-buffers=40 ! audio/x-raw,rate=44100';

function makePipeline(file) {
    const source = file ? 'filesrc name=file ! decodebin' : TONE;
    const pipeline = Gst.parse_launch(
        `${source} ! audioblocks name=blocks ! appsink name=sink sync=false max-buffers=4`);
    if (file)
        pipeline.get_by_name('file').location = file;
    return pipeline;
}

// The next block's buffer; null at the end. An element that fails early never sends the end of the
// stream: so look at the bus too, where nothing comes for a while.
function pull(pipeline, sink) {
    for (;;) {
        const sample = sink.emit('try-pull-sample', 200 * Gst.MSECOND);
        if (sample)
            return sample.get_buffer();
        if (sink.eos)
            return null;
        const message = pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR);
        if (message)
            throw message.parse_error()[0];
    }
}

// A Gst.Structure as an object; 64-bit integers become numbers, exact up to 2⁵³.
function toObject(structure) {
    const object = {};
    for (let i = 0; i < structure.n_fields(); i++) {
        const name = structure.nth_field_name(i);
        object[name] = structure.get_value(name);
    }
    return object;
}

function main(file) {
    Gst.init(null);
    const pipeline = makePipeline(file);
    const blocks = pipeline.get_by_name('blocks');
    const sink = pipeline.get_by_name('sink');
    pipeline.set_state(Gst.State.PLAYING);
    try {
        for (let buffer; (buffer = pull(pipeline, sink)) !== null;)
            print(JSON.stringify(toObject(blocks.emit('get-block-info', buffer))));
    } catch (error) {
        throw new Error(`${file ?? 'the tone'}: ${error.message}`);
    } finally {
        pipeline.set_state(Gst.State.NULL);
    }
}

try {
    main(ARGV[0]);
} catch (error) {
    printerr(`block_info.js: ${error.message}`);
    System.exit(1);
}
