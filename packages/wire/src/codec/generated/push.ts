// @ts-nocheck
/** Generated from proto/push.proto by scripts/generate-proto.mjs: do not edit. Only encode.ts and decode.ts use it. */
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["spotdeck.wire"] || ($protobuf.roots["spotdeck.wire"] = {});

export const PushDataV3ApiWrapper: {
    encode(message: object): { finish(): Uint8Array }
    decode(reader: object): object
} = $root.PushDataV3ApiWrapper = (() => {

    const PushDataV3ApiWrapper = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PushDataV3ApiWrapper.prototype.channel = "";
    PushDataV3ApiWrapper.prototype.publicDeals = null;
    PushDataV3ApiWrapper.prototype.publicIncreaseDepths = null;
    PushDataV3ApiWrapper.prototype.publicLimitDepths = null;
    PushDataV3ApiWrapper.prototype.privateOrders = null;
    PushDataV3ApiWrapper.prototype.publicBookTicker = null;
    PushDataV3ApiWrapper.prototype.privateDeals = null;
    PushDataV3ApiWrapper.prototype.privateAccount = null;
    PushDataV3ApiWrapper.prototype.publicSpotKline = null;
    PushDataV3ApiWrapper.prototype.publicMiniTicker = null;
    PushDataV3ApiWrapper.prototype.publicMiniTickers = null;
    PushDataV3ApiWrapper.prototype.publicBookTickerBatch = null;
    PushDataV3ApiWrapper.prototype.publicIncreaseDepthsBatch = null;
    PushDataV3ApiWrapper.prototype.publicAggreDepths = null;
    PushDataV3ApiWrapper.prototype.publicAggreDeals = null;
    PushDataV3ApiWrapper.prototype.publicAggreBookTicker = null;
    PushDataV3ApiWrapper.prototype.symbol = null;
    PushDataV3ApiWrapper.prototype.symbolId = null;
    PushDataV3ApiWrapper.prototype.createTime = null;
    PushDataV3ApiWrapper.prototype.sendTime = null;

    let $oneOfFields;

    $Object.defineProperty(PushDataV3ApiWrapper.prototype, "body", {
        get: $util.oneOfGetter($oneOfFields = ["publicDeals", "publicIncreaseDepths", "publicLimitDepths", "privateOrders", "publicBookTicker", "privateDeals", "privateAccount", "publicSpotKline", "publicMiniTicker", "publicMiniTickers", "publicBookTickerBatch", "publicIncreaseDepthsBatch", "publicAggreDepths", "publicAggreDeals", "publicAggreBookTicker"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PushDataV3ApiWrapper.prototype, "_symbol", {
        get: $util.oneOfGetter($oneOfFields = ["symbol"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PushDataV3ApiWrapper.prototype, "_symbolId", {
        get: $util.oneOfGetter($oneOfFields = ["symbolId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PushDataV3ApiWrapper.prototype, "_createTime", {
        get: $util.oneOfGetter($oneOfFields = ["createTime"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PushDataV3ApiWrapper.prototype, "_sendTime", {
        get: $util.oneOfGetter($oneOfFields = ["sendTime"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    PushDataV3ApiWrapper.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== "")
            writer.uint32(10).string(message.channel);
        if (message.symbol != null && $Object.hasOwnProperty.call(message, "symbol"))
            writer.uint32(26).string(message.symbol);
        if (message.symbolId != null && $Object.hasOwnProperty.call(message, "symbolId"))
            writer.uint32(34).string(message.symbolId);
        if (message.createTime != null && $Object.hasOwnProperty.call(message, "createTime"))
            writer.uint32(40).int64(message.createTime);
        if (message.sendTime != null && $Object.hasOwnProperty.call(message, "sendTime"))
            writer.uint32(48).int64(message.sendTime);
        if (message.publicDeals != null && $Object.hasOwnProperty.call(message, "publicDeals"))
            $root.PublicDealsV3Api.encode(message.publicDeals, writer.uint32(2410).fork(), _depth + 1).ldelim();
        if (message.publicIncreaseDepths != null && $Object.hasOwnProperty.call(message, "publicIncreaseDepths"))
            $root.PublicIncreaseDepthsV3Api.encode(message.publicIncreaseDepths, writer.uint32(2418).fork(), _depth + 1).ldelim();
        if (message.publicLimitDepths != null && $Object.hasOwnProperty.call(message, "publicLimitDepths"))
            $root.PublicLimitDepthsV3Api.encode(message.publicLimitDepths, writer.uint32(2426).fork(), _depth + 1).ldelim();
        if (message.privateOrders != null && $Object.hasOwnProperty.call(message, "privateOrders"))
            $root.PrivateOrdersV3Api.encode(message.privateOrders, writer.uint32(2434).fork(), _depth + 1).ldelim();
        if (message.publicBookTicker != null && $Object.hasOwnProperty.call(message, "publicBookTicker"))
            $root.PublicBookTickerV3Api.encode(message.publicBookTicker, writer.uint32(2442).fork(), _depth + 1).ldelim();
        if (message.privateDeals != null && $Object.hasOwnProperty.call(message, "privateDeals"))
            $root.PrivateDealsV3Api.encode(message.privateDeals, writer.uint32(2450).fork(), _depth + 1).ldelim();
        if (message.privateAccount != null && $Object.hasOwnProperty.call(message, "privateAccount"))
            $root.PrivateAccountV3Api.encode(message.privateAccount, writer.uint32(2458).fork(), _depth + 1).ldelim();
        if (message.publicSpotKline != null && $Object.hasOwnProperty.call(message, "publicSpotKline"))
            $root.PublicSpotKlineV3Api.encode(message.publicSpotKline, writer.uint32(2466).fork(), _depth + 1).ldelim();
        if (message.publicMiniTicker != null && $Object.hasOwnProperty.call(message, "publicMiniTicker"))
            $root.PublicMiniTickerV3Api.encode(message.publicMiniTicker, writer.uint32(2474).fork(), _depth + 1).ldelim();
        if (message.publicMiniTickers != null && $Object.hasOwnProperty.call(message, "publicMiniTickers"))
            $root.PublicMiniTickersV3Api.encode(message.publicMiniTickers, writer.uint32(2482).fork(), _depth + 1).ldelim();
        if (message.publicBookTickerBatch != null && $Object.hasOwnProperty.call(message, "publicBookTickerBatch"))
            $root.PublicBookTickerBatchV3Api.encode(message.publicBookTickerBatch, writer.uint32(2490).fork(), _depth + 1).ldelim();
        if (message.publicIncreaseDepthsBatch != null && $Object.hasOwnProperty.call(message, "publicIncreaseDepthsBatch"))
            $root.PublicIncreaseDepthsBatchV3Api.encode(message.publicIncreaseDepthsBatch, writer.uint32(2498).fork(), _depth + 1).ldelim();
        if (message.publicAggreDepths != null && $Object.hasOwnProperty.call(message, "publicAggreDepths"))
            $root.PublicAggreDepthsV3Api.encode(message.publicAggreDepths, writer.uint32(2506).fork(), _depth + 1).ldelim();
        if (message.publicAggreDeals != null && $Object.hasOwnProperty.call(message, "publicAggreDeals"))
            $root.PublicAggreDealsV3Api.encode(message.publicAggreDeals, writer.uint32(2514).fork(), _depth + 1).ldelim();
        if (message.publicAggreBookTicker != null && $Object.hasOwnProperty.call(message, "publicAggreBookTicker"))
            $root.PublicAggreBookTickerV3Api.encode(message.publicAggreBookTicker, writer.uint32(2522).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PushDataV3ApiWrapper.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PushDataV3ApiWrapper();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.channel = value;
                    else
                        delete message.channel;
                    continue;
                }
            case 301: {
                    if (wireType !== 2)
                        break;
                    message.publicDeals = $root.PublicDealsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicDeals);
                    message.body = "publicDeals";
                    continue;
                }
            case 302: {
                    if (wireType !== 2)
                        break;
                    message.publicIncreaseDepths = $root.PublicIncreaseDepthsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicIncreaseDepths);
                    message.body = "publicIncreaseDepths";
                    continue;
                }
            case 303: {
                    if (wireType !== 2)
                        break;
                    message.publicLimitDepths = $root.PublicLimitDepthsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicLimitDepths);
                    message.body = "publicLimitDepths";
                    continue;
                }
            case 304: {
                    if (wireType !== 2)
                        break;
                    message.privateOrders = $root.PrivateOrdersV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.privateOrders);
                    message.body = "privateOrders";
                    continue;
                }
            case 305: {
                    if (wireType !== 2)
                        break;
                    message.publicBookTicker = $root.PublicBookTickerV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicBookTicker);
                    message.body = "publicBookTicker";
                    continue;
                }
            case 306: {
                    if (wireType !== 2)
                        break;
                    message.privateDeals = $root.PrivateDealsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.privateDeals);
                    message.body = "privateDeals";
                    continue;
                }
            case 307: {
                    if (wireType !== 2)
                        break;
                    message.privateAccount = $root.PrivateAccountV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.privateAccount);
                    message.body = "privateAccount";
                    continue;
                }
            case 308: {
                    if (wireType !== 2)
                        break;
                    message.publicSpotKline = $root.PublicSpotKlineV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicSpotKline);
                    message.body = "publicSpotKline";
                    continue;
                }
            case 309: {
                    if (wireType !== 2)
                        break;
                    message.publicMiniTicker = $root.PublicMiniTickerV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicMiniTicker);
                    message.body = "publicMiniTicker";
                    continue;
                }
            case 310: {
                    if (wireType !== 2)
                        break;
                    message.publicMiniTickers = $root.PublicMiniTickersV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicMiniTickers);
                    message.body = "publicMiniTickers";
                    continue;
                }
            case 311: {
                    if (wireType !== 2)
                        break;
                    message.publicBookTickerBatch = $root.PublicBookTickerBatchV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicBookTickerBatch);
                    message.body = "publicBookTickerBatch";
                    continue;
                }
            case 312: {
                    if (wireType !== 2)
                        break;
                    message.publicIncreaseDepthsBatch = $root.PublicIncreaseDepthsBatchV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicIncreaseDepthsBatch);
                    message.body = "publicIncreaseDepthsBatch";
                    continue;
                }
            case 313: {
                    if (wireType !== 2)
                        break;
                    message.publicAggreDepths = $root.PublicAggreDepthsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicAggreDepths);
                    message.body = "publicAggreDepths";
                    continue;
                }
            case 314: {
                    if (wireType !== 2)
                        break;
                    message.publicAggreDeals = $root.PublicAggreDealsV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicAggreDeals);
                    message.body = "publicAggreDeals";
                    continue;
                }
            case 315: {
                    if (wireType !== 2)
                        break;
                    message.publicAggreBookTicker = $root.PublicAggreBookTickerV3Api.decode(reader, reader.size(), $undefined, _depth + 1, message.publicAggreBookTicker);
                    message.body = "publicAggreBookTicker";
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    message.symbol = reader.stringVerify();
                    message._symbol = "symbol";
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    message.symbolId = reader.stringVerify();
                    message._symbolId = "symbolId";
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    message.createTime = reader.int64();
                    message._createTime = "createTime";
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    message.sendTime = reader.int64();
                    message._sendTime = "sendTime";
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PushDataV3ApiWrapper;
})();

$root.PublicAggreDealsV3Api = (() => {

    const PublicAggreDealsV3Api = function (properties) {
        this.deals = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicAggreDealsV3Api.prototype.deals = $util.emptyArray;
    PublicAggreDealsV3Api.prototype.eventType = "";

    PublicAggreDealsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.deals != null && message.deals.length)
            for (let i = 0; i < message.deals.length; ++i)
                $root.PublicAggreDealsV3ApiItem.encode(message.deals[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(18).string(message.eventType);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicAggreDealsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicAggreDealsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.deals && message.deals.length))
                        message.deals = [];
                    message.deals.push($root.PublicAggreDealsV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicAggreDealsV3Api;
})();

$root.PublicAggreDealsV3ApiItem = (() => {

    const PublicAggreDealsV3ApiItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicAggreDealsV3ApiItem.prototype.price = "";
    PublicAggreDealsV3ApiItem.prototype.quantity = "";
    PublicAggreDealsV3ApiItem.prototype.tradeType = 0;
    PublicAggreDealsV3ApiItem.prototype.time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    PublicAggreDealsV3ApiItem.prototype.tradeId = "";

    PublicAggreDealsV3ApiItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.tradeType != null && $Object.hasOwnProperty.call(message, "tradeType") && message.tradeType !== 0)
            writer.uint32(24).int32(message.tradeType);
        if (message.time != null && $Object.hasOwnProperty.call(message, "time") && (typeof message.time === "object" ? message.time.low || message.time.high : message.time !== 0))
            writer.uint32(32).int64(message.time);
        if (message.tradeId != null && $Object.hasOwnProperty.call(message, "tradeId") && message.tradeId !== "")
            writer.uint32(42).string(message.tradeId);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicAggreDealsV3ApiItem.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicAggreDealsV3ApiItem();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.tradeType = value;
                    else
                        delete message.tradeType;
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.time = value;
                    else
                        delete message.time;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.tradeId = value;
                    else
                        delete message.tradeId;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicAggreDealsV3ApiItem;
})();

$root.PublicAggreDepthsV3Api = (() => {

    const PublicAggreDepthsV3Api = function (properties) {
        this.asks = [];
        this.bids = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicAggreDepthsV3Api.prototype.asks = $util.emptyArray;
    PublicAggreDepthsV3Api.prototype.bids = $util.emptyArray;
    PublicAggreDepthsV3Api.prototype.eventType = "";
    PublicAggreDepthsV3Api.prototype.fromVersion = "";
    PublicAggreDepthsV3Api.prototype.toVersion = "";
    PublicAggreDepthsV3Api.prototype.lastOrderCreateTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicAggreDepthsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.asks != null && message.asks.length)
            for (let i = 0; i < message.asks.length; ++i)
                $root.PublicAggreDepthV3ApiItem.encode(message.asks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.bids != null && message.bids.length)
            for (let i = 0; i < message.bids.length; ++i)
                $root.PublicAggreDepthV3ApiItem.encode(message.bids[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(26).string(message.eventType);
        if (message.fromVersion != null && $Object.hasOwnProperty.call(message, "fromVersion") && message.fromVersion !== "")
            writer.uint32(34).string(message.fromVersion);
        if (message.toVersion != null && $Object.hasOwnProperty.call(message, "toVersion") && message.toVersion !== "")
            writer.uint32(42).string(message.toVersion);
        if (message.lastOrderCreateTime != null && $Object.hasOwnProperty.call(message, "lastOrderCreateTime") && (typeof message.lastOrderCreateTime === "object" ? message.lastOrderCreateTime.low || message.lastOrderCreateTime.high : message.lastOrderCreateTime !== 0))
            writer.uint32(48).int64(message.lastOrderCreateTime);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicAggreDepthsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicAggreDepthsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.asks && message.asks.length))
                        message.asks = [];
                    message.asks.push($root.PublicAggreDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.bids && message.bids.length))
                        message.bids = [];
                    message.bids.push($root.PublicAggreDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.fromVersion = value;
                    else
                        delete message.fromVersion;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.toVersion = value;
                    else
                        delete message.toVersion;
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.lastOrderCreateTime = value;
                    else
                        delete message.lastOrderCreateTime;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicAggreDepthsV3Api;
})();

$root.PublicAggreDepthV3ApiItem = (() => {

    const PublicAggreDepthV3ApiItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicAggreDepthV3ApiItem.prototype.price = "";
    PublicAggreDepthV3ApiItem.prototype.quantity = "";

    PublicAggreDepthV3ApiItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicAggreDepthV3ApiItem.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicAggreDepthV3ApiItem();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicAggreDepthV3ApiItem;
})();

$root.PublicLimitDepthsV3Api = (() => {

    const PublicLimitDepthsV3Api = function (properties) {
        this.asks = [];
        this.bids = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicLimitDepthsV3Api.prototype.asks = $util.emptyArray;
    PublicLimitDepthsV3Api.prototype.bids = $util.emptyArray;
    PublicLimitDepthsV3Api.prototype.eventType = "";
    PublicLimitDepthsV3Api.prototype.version = "";
    PublicLimitDepthsV3Api.prototype.lastOrderCreateTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicLimitDepthsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.asks != null && message.asks.length)
            for (let i = 0; i < message.asks.length; ++i)
                $root.PublicLimitDepthV3ApiItem.encode(message.asks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.bids != null && message.bids.length)
            for (let i = 0; i < message.bids.length; ++i)
                $root.PublicLimitDepthV3ApiItem.encode(message.bids[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(26).string(message.eventType);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
            writer.uint32(34).string(message.version);
        if (message.lastOrderCreateTime != null && $Object.hasOwnProperty.call(message, "lastOrderCreateTime") && (typeof message.lastOrderCreateTime === "object" ? message.lastOrderCreateTime.low || message.lastOrderCreateTime.high : message.lastOrderCreateTime !== 0))
            writer.uint32(40).int64(message.lastOrderCreateTime);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicLimitDepthsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicLimitDepthsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.asks && message.asks.length))
                        message.asks = [];
                    message.asks.push($root.PublicLimitDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.bids && message.bids.length))
                        message.bids = [];
                    message.bids.push($root.PublicLimitDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.version = value;
                    else
                        delete message.version;
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.lastOrderCreateTime = value;
                    else
                        delete message.lastOrderCreateTime;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicLimitDepthsV3Api;
})();

$root.PublicLimitDepthV3ApiItem = (() => {

    const PublicLimitDepthV3ApiItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicLimitDepthV3ApiItem.prototype.price = "";
    PublicLimitDepthV3ApiItem.prototype.quantity = "";

    PublicLimitDepthV3ApiItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicLimitDepthV3ApiItem.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicLimitDepthV3ApiItem();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicLimitDepthV3ApiItem;
})();

$root.PublicAggreBookTickerV3Api = (() => {

    const PublicAggreBookTickerV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicAggreBookTickerV3Api.prototype.bidPrice = "";
    PublicAggreBookTickerV3Api.prototype.bidQuantity = "";
    PublicAggreBookTickerV3Api.prototype.askPrice = "";
    PublicAggreBookTickerV3Api.prototype.askQuantity = "";
    PublicAggreBookTickerV3Api.prototype.version = "";
    PublicAggreBookTickerV3Api.prototype.lastOrderCreateTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicAggreBookTickerV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.bidPrice != null && $Object.hasOwnProperty.call(message, "bidPrice") && message.bidPrice !== "")
            writer.uint32(10).string(message.bidPrice);
        if (message.bidQuantity != null && $Object.hasOwnProperty.call(message, "bidQuantity") && message.bidQuantity !== "")
            writer.uint32(18).string(message.bidQuantity);
        if (message.askPrice != null && $Object.hasOwnProperty.call(message, "askPrice") && message.askPrice !== "")
            writer.uint32(26).string(message.askPrice);
        if (message.askQuantity != null && $Object.hasOwnProperty.call(message, "askQuantity") && message.askQuantity !== "")
            writer.uint32(34).string(message.askQuantity);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
            writer.uint32(42).string(message.version);
        if (message.lastOrderCreateTime != null && $Object.hasOwnProperty.call(message, "lastOrderCreateTime") && (typeof message.lastOrderCreateTime === "object" ? message.lastOrderCreateTime.low || message.lastOrderCreateTime.high : message.lastOrderCreateTime !== 0))
            writer.uint32(48).int64(message.lastOrderCreateTime);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicAggreBookTickerV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicAggreBookTickerV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.bidPrice = value;
                    else
                        delete message.bidPrice;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.bidQuantity = value;
                    else
                        delete message.bidQuantity;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.askPrice = value;
                    else
                        delete message.askPrice;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.askQuantity = value;
                    else
                        delete message.askQuantity;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.version = value;
                    else
                        delete message.version;
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.lastOrderCreateTime = value;
                    else
                        delete message.lastOrderCreateTime;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicAggreBookTickerV3Api;
})();

$root.PublicBookTickerBatchV3Api = (() => {

    const PublicBookTickerBatchV3Api = function (properties) {
        this.items = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicBookTickerBatchV3Api.prototype.items = $util.emptyArray;
    PublicBookTickerBatchV3Api.prototype.version = "";
    PublicBookTickerBatchV3Api.prototype.lastOrderCreateTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicBookTickerBatchV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.items != null && message.items.length)
            for (let i = 0; i < message.items.length; ++i)
                $root.PublicBookTickerV3Api.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
            writer.uint32(18).string(message.version);
        if (message.lastOrderCreateTime != null && $Object.hasOwnProperty.call(message, "lastOrderCreateTime") && (typeof message.lastOrderCreateTime === "object" ? message.lastOrderCreateTime.low || message.lastOrderCreateTime.high : message.lastOrderCreateTime !== 0))
            writer.uint32(24).int64(message.lastOrderCreateTime);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicBookTickerBatchV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicBookTickerBatchV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.items && message.items.length))
                        message.items = [];
                    message.items.push($root.PublicBookTickerV3Api.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.version = value;
                    else
                        delete message.version;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.lastOrderCreateTime = value;
                    else
                        delete message.lastOrderCreateTime;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicBookTickerBatchV3Api;
})();

$root.PublicBookTickerV3Api = (() => {

    const PublicBookTickerV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicBookTickerV3Api.prototype.bidPrice = "";
    PublicBookTickerV3Api.prototype.bidQuantity = "";
    PublicBookTickerV3Api.prototype.askPrice = "";
    PublicBookTickerV3Api.prototype.askQuantity = "";

    PublicBookTickerV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.bidPrice != null && $Object.hasOwnProperty.call(message, "bidPrice") && message.bidPrice !== "")
            writer.uint32(10).string(message.bidPrice);
        if (message.bidQuantity != null && $Object.hasOwnProperty.call(message, "bidQuantity") && message.bidQuantity !== "")
            writer.uint32(18).string(message.bidQuantity);
        if (message.askPrice != null && $Object.hasOwnProperty.call(message, "askPrice") && message.askPrice !== "")
            writer.uint32(26).string(message.askPrice);
        if (message.askQuantity != null && $Object.hasOwnProperty.call(message, "askQuantity") && message.askQuantity !== "")
            writer.uint32(34).string(message.askQuantity);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicBookTickerV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicBookTickerV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.bidPrice = value;
                    else
                        delete message.bidPrice;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.bidQuantity = value;
                    else
                        delete message.bidQuantity;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.askPrice = value;
                    else
                        delete message.askPrice;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.askQuantity = value;
                    else
                        delete message.askQuantity;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicBookTickerV3Api;
})();

$root.PublicSpotKlineV3Api = (() => {

    const PublicSpotKlineV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicSpotKlineV3Api.prototype.interval = "";
    PublicSpotKlineV3Api.prototype.windowStart = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    PublicSpotKlineV3Api.prototype.openingPrice = "";
    PublicSpotKlineV3Api.prototype.closingPrice = "";
    PublicSpotKlineV3Api.prototype.highestPrice = "";
    PublicSpotKlineV3Api.prototype.lowestPrice = "";
    PublicSpotKlineV3Api.prototype.volume = "";
    PublicSpotKlineV3Api.prototype.amount = "";
    PublicSpotKlineV3Api.prototype.windowEnd = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicSpotKlineV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.interval != null && $Object.hasOwnProperty.call(message, "interval") && message.interval !== "")
            writer.uint32(10).string(message.interval);
        if (message.windowStart != null && $Object.hasOwnProperty.call(message, "windowStart") && (typeof message.windowStart === "object" ? message.windowStart.low || message.windowStart.high : message.windowStart !== 0))
            writer.uint32(16).int64(message.windowStart);
        if (message.openingPrice != null && $Object.hasOwnProperty.call(message, "openingPrice") && message.openingPrice !== "")
            writer.uint32(26).string(message.openingPrice);
        if (message.closingPrice != null && $Object.hasOwnProperty.call(message, "closingPrice") && message.closingPrice !== "")
            writer.uint32(34).string(message.closingPrice);
        if (message.highestPrice != null && $Object.hasOwnProperty.call(message, "highestPrice") && message.highestPrice !== "")
            writer.uint32(42).string(message.highestPrice);
        if (message.lowestPrice != null && $Object.hasOwnProperty.call(message, "lowestPrice") && message.lowestPrice !== "")
            writer.uint32(50).string(message.lowestPrice);
        if (message.volume != null && $Object.hasOwnProperty.call(message, "volume") && message.volume !== "")
            writer.uint32(58).string(message.volume);
        if (message.amount != null && $Object.hasOwnProperty.call(message, "amount") && message.amount !== "")
            writer.uint32(66).string(message.amount);
        if (message.windowEnd != null && $Object.hasOwnProperty.call(message, "windowEnd") && (typeof message.windowEnd === "object" ? message.windowEnd.low || message.windowEnd.high : message.windowEnd !== 0))
            writer.uint32(72).int64(message.windowEnd);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicSpotKlineV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicSpotKlineV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.interval = value;
                    else
                        delete message.interval;
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.windowStart = value;
                    else
                        delete message.windowStart;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.openingPrice = value;
                    else
                        delete message.openingPrice;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.closingPrice = value;
                    else
                        delete message.closingPrice;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.highestPrice = value;
                    else
                        delete message.highestPrice;
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.lowestPrice = value;
                    else
                        delete message.lowestPrice;
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.volume = value;
                    else
                        delete message.volume;
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.amount = value;
                    else
                        delete message.amount;
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.windowEnd = value;
                    else
                        delete message.windowEnd;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicSpotKlineV3Api;
})();

$root.PublicMiniTickerV3Api = (() => {

    const PublicMiniTickerV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicMiniTickerV3Api.prototype.symbol = "";
    PublicMiniTickerV3Api.prototype.price = "";
    PublicMiniTickerV3Api.prototype.rate = "";
    PublicMiniTickerV3Api.prototype.zonedRate = "";
    PublicMiniTickerV3Api.prototype.high = "";
    PublicMiniTickerV3Api.prototype.low = "";
    PublicMiniTickerV3Api.prototype.volume = "";
    PublicMiniTickerV3Api.prototype.quantity = "";
    PublicMiniTickerV3Api.prototype.lastCloseRate = "";
    PublicMiniTickerV3Api.prototype.lastCloseZonedRate = "";
    PublicMiniTickerV3Api.prototype.lastCloseHigh = "";
    PublicMiniTickerV3Api.prototype.lastCloseLow = "";

    PublicMiniTickerV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.symbol != null && $Object.hasOwnProperty.call(message, "symbol") && message.symbol !== "")
            writer.uint32(10).string(message.symbol);
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(18).string(message.price);
        if (message.rate != null && $Object.hasOwnProperty.call(message, "rate") && message.rate !== "")
            writer.uint32(26).string(message.rate);
        if (message.zonedRate != null && $Object.hasOwnProperty.call(message, "zonedRate") && message.zonedRate !== "")
            writer.uint32(34).string(message.zonedRate);
        if (message.high != null && $Object.hasOwnProperty.call(message, "high") && message.high !== "")
            writer.uint32(42).string(message.high);
        if (message.low != null && $Object.hasOwnProperty.call(message, "low") && message.low !== "")
            writer.uint32(50).string(message.low);
        if (message.volume != null && $Object.hasOwnProperty.call(message, "volume") && message.volume !== "")
            writer.uint32(58).string(message.volume);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(66).string(message.quantity);
        if (message.lastCloseRate != null && $Object.hasOwnProperty.call(message, "lastCloseRate") && message.lastCloseRate !== "")
            writer.uint32(74).string(message.lastCloseRate);
        if (message.lastCloseZonedRate != null && $Object.hasOwnProperty.call(message, "lastCloseZonedRate") && message.lastCloseZonedRate !== "")
            writer.uint32(82).string(message.lastCloseZonedRate);
        if (message.lastCloseHigh != null && $Object.hasOwnProperty.call(message, "lastCloseHigh") && message.lastCloseHigh !== "")
            writer.uint32(90).string(message.lastCloseHigh);
        if (message.lastCloseLow != null && $Object.hasOwnProperty.call(message, "lastCloseLow") && message.lastCloseLow !== "")
            writer.uint32(98).string(message.lastCloseLow);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicMiniTickerV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicMiniTickerV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.symbol = value;
                    else
                        delete message.symbol;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.rate = value;
                    else
                        delete message.rate;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.zonedRate = value;
                    else
                        delete message.zonedRate;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.high = value;
                    else
                        delete message.high;
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.low = value;
                    else
                        delete message.low;
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.volume = value;
                    else
                        delete message.volume;
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.lastCloseRate = value;
                    else
                        delete message.lastCloseRate;
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.lastCloseZonedRate = value;
                    else
                        delete message.lastCloseZonedRate;
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.lastCloseHigh = value;
                    else
                        delete message.lastCloseHigh;
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.lastCloseLow = value;
                    else
                        delete message.lastCloseLow;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicMiniTickerV3Api;
})();

$root.PublicMiniTickersV3Api = (() => {

    const PublicMiniTickersV3Api = function (properties) {
        this.items = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicMiniTickersV3Api.prototype.items = $util.emptyArray;

    PublicMiniTickersV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.items != null && message.items.length)
            for (let i = 0; i < message.items.length; ++i)
                $root.PublicMiniTickerV3Api.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicMiniTickersV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicMiniTickersV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.items && message.items.length))
                        message.items = [];
                    message.items.push($root.PublicMiniTickerV3Api.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicMiniTickersV3Api;
})();

$root.PrivateAccountV3Api = (() => {

    const PrivateAccountV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PrivateAccountV3Api.prototype.vcoinName = "";
    PrivateAccountV3Api.prototype.coinId = "";
    PrivateAccountV3Api.prototype.balanceAmount = "";
    PrivateAccountV3Api.prototype.balanceAmountChange = "";
    PrivateAccountV3Api.prototype.frozenAmount = "";
    PrivateAccountV3Api.prototype.frozenAmountChange = "";
    PrivateAccountV3Api.prototype.type = "";
    PrivateAccountV3Api.prototype.time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PrivateAccountV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.vcoinName != null && $Object.hasOwnProperty.call(message, "vcoinName") && message.vcoinName !== "")
            writer.uint32(10).string(message.vcoinName);
        if (message.coinId != null && $Object.hasOwnProperty.call(message, "coinId") && message.coinId !== "")
            writer.uint32(18).string(message.coinId);
        if (message.balanceAmount != null && $Object.hasOwnProperty.call(message, "balanceAmount") && message.balanceAmount !== "")
            writer.uint32(26).string(message.balanceAmount);
        if (message.balanceAmountChange != null && $Object.hasOwnProperty.call(message, "balanceAmountChange") && message.balanceAmountChange !== "")
            writer.uint32(34).string(message.balanceAmountChange);
        if (message.frozenAmount != null && $Object.hasOwnProperty.call(message, "frozenAmount") && message.frozenAmount !== "")
            writer.uint32(42).string(message.frozenAmount);
        if (message.frozenAmountChange != null && $Object.hasOwnProperty.call(message, "frozenAmountChange") && message.frozenAmountChange !== "")
            writer.uint32(50).string(message.frozenAmountChange);
        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
            writer.uint32(58).string(message.type);
        if (message.time != null && $Object.hasOwnProperty.call(message, "time") && (typeof message.time === "object" ? message.time.low || message.time.high : message.time !== 0))
            writer.uint32(64).int64(message.time);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PrivateAccountV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PrivateAccountV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.vcoinName = value;
                    else
                        delete message.vcoinName;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.coinId = value;
                    else
                        delete message.coinId;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.balanceAmount = value;
                    else
                        delete message.balanceAmount;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.balanceAmountChange = value;
                    else
                        delete message.balanceAmountChange;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.frozenAmount = value;
                    else
                        delete message.frozenAmount;
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.frozenAmountChange = value;
                    else
                        delete message.frozenAmountChange;
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.type = value;
                    else
                        delete message.type;
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.time = value;
                    else
                        delete message.time;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PrivateAccountV3Api;
})();

$root.PrivateDealsV3Api = (() => {

    const PrivateDealsV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PrivateDealsV3Api.prototype.price = "";
    PrivateDealsV3Api.prototype.quantity = "";
    PrivateDealsV3Api.prototype.amount = "";
    PrivateDealsV3Api.prototype.tradeType = 0;
    PrivateDealsV3Api.prototype.isMaker = false;
    PrivateDealsV3Api.prototype.isSelfTrade = false;
    PrivateDealsV3Api.prototype.tradeId = "";
    PrivateDealsV3Api.prototype.clientOrderId = "";
    PrivateDealsV3Api.prototype.orderId = "";
    PrivateDealsV3Api.prototype.feeAmount = "";
    PrivateDealsV3Api.prototype.feeCurrency = "";
    PrivateDealsV3Api.prototype.time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PrivateDealsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.amount != null && $Object.hasOwnProperty.call(message, "amount") && message.amount !== "")
            writer.uint32(26).string(message.amount);
        if (message.tradeType != null && $Object.hasOwnProperty.call(message, "tradeType") && message.tradeType !== 0)
            writer.uint32(32).int32(message.tradeType);
        if (message.isMaker != null && $Object.hasOwnProperty.call(message, "isMaker") && message.isMaker !== false)
            writer.uint32(40).bool(message.isMaker);
        if (message.isSelfTrade != null && $Object.hasOwnProperty.call(message, "isSelfTrade") && message.isSelfTrade !== false)
            writer.uint32(48).bool(message.isSelfTrade);
        if (message.tradeId != null && $Object.hasOwnProperty.call(message, "tradeId") && message.tradeId !== "")
            writer.uint32(58).string(message.tradeId);
        if (message.clientOrderId != null && $Object.hasOwnProperty.call(message, "clientOrderId") && message.clientOrderId !== "")
            writer.uint32(66).string(message.clientOrderId);
        if (message.orderId != null && $Object.hasOwnProperty.call(message, "orderId") && message.orderId !== "")
            writer.uint32(74).string(message.orderId);
        if (message.feeAmount != null && $Object.hasOwnProperty.call(message, "feeAmount") && message.feeAmount !== "")
            writer.uint32(82).string(message.feeAmount);
        if (message.feeCurrency != null && $Object.hasOwnProperty.call(message, "feeCurrency") && message.feeCurrency !== "")
            writer.uint32(90).string(message.feeCurrency);
        if (message.time != null && $Object.hasOwnProperty.call(message, "time") && (typeof message.time === "object" ? message.time.low || message.time.high : message.time !== 0))
            writer.uint32(96).int64(message.time);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PrivateDealsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PrivateDealsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.amount = value;
                    else
                        delete message.amount;
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.tradeType = value;
                    else
                        delete message.tradeType;
                    continue;
                }
            case 5: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.bool())
                        message.isMaker = value;
                    else
                        delete message.isMaker;
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.bool())
                        message.isSelfTrade = value;
                    else
                        delete message.isSelfTrade;
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.tradeId = value;
                    else
                        delete message.tradeId;
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.clientOrderId = value;
                    else
                        delete message.clientOrderId;
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.orderId = value;
                    else
                        delete message.orderId;
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.feeAmount = value;
                    else
                        delete message.feeAmount;
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.feeCurrency = value;
                    else
                        delete message.feeCurrency;
                    continue;
                }
            case 12: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.time = value;
                    else
                        delete message.time;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PrivateDealsV3Api;
})();

$root.PrivateOrdersV3Api = (() => {

    const PrivateOrdersV3Api = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PrivateOrdersV3Api.prototype.id = "";
    PrivateOrdersV3Api.prototype.clientId = "";
    PrivateOrdersV3Api.prototype.price = "";
    PrivateOrdersV3Api.prototype.quantity = "";
    PrivateOrdersV3Api.prototype.amount = "";
    PrivateOrdersV3Api.prototype.avgPrice = "";
    PrivateOrdersV3Api.prototype.orderType = 0;
    PrivateOrdersV3Api.prototype.tradeType = 0;
    PrivateOrdersV3Api.prototype.isMaker = false;
    PrivateOrdersV3Api.prototype.remainAmount = "";
    PrivateOrdersV3Api.prototype.remainQuantity = "";
    PrivateOrdersV3Api.prototype.lastDealQuantity = null;
    PrivateOrdersV3Api.prototype.cumulativeQuantity = "";
    PrivateOrdersV3Api.prototype.cumulativeAmount = "";
    PrivateOrdersV3Api.prototype.status = 0;
    PrivateOrdersV3Api.prototype.createTime = $util.Long ? $util.Long.fromBits(0,0,false) : 0;
    PrivateOrdersV3Api.prototype.market = null;
    PrivateOrdersV3Api.prototype.triggerType = null;
    PrivateOrdersV3Api.prototype.triggerPrice = null;
    PrivateOrdersV3Api.prototype.state = null;
    PrivateOrdersV3Api.prototype.ocoId = null;
    PrivateOrdersV3Api.prototype.routeFactor = null;
    PrivateOrdersV3Api.prototype.symbolId = null;
    PrivateOrdersV3Api.prototype.marketId = null;
    PrivateOrdersV3Api.prototype.marketCurrencyId = null;
    PrivateOrdersV3Api.prototype.currencyId = null;

    let $oneOfFields;

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_lastDealQuantity", {
        get: $util.oneOfGetter($oneOfFields = ["lastDealQuantity"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_market", {
        get: $util.oneOfGetter($oneOfFields = ["market"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_triggerType", {
        get: $util.oneOfGetter($oneOfFields = ["triggerType"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_triggerPrice", {
        get: $util.oneOfGetter($oneOfFields = ["triggerPrice"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_state", {
        get: $util.oneOfGetter($oneOfFields = ["state"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_ocoId", {
        get: $util.oneOfGetter($oneOfFields = ["ocoId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_routeFactor", {
        get: $util.oneOfGetter($oneOfFields = ["routeFactor"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_symbolId", {
        get: $util.oneOfGetter($oneOfFields = ["symbolId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_marketId", {
        get: $util.oneOfGetter($oneOfFields = ["marketId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_marketCurrencyId", {
        get: $util.oneOfGetter($oneOfFields = ["marketCurrencyId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(PrivateOrdersV3Api.prototype, "_currencyId", {
        get: $util.oneOfGetter($oneOfFields = ["currencyId"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    PrivateOrdersV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
            writer.uint32(10).string(message.id);
        if (message.clientId != null && $Object.hasOwnProperty.call(message, "clientId") && message.clientId !== "")
            writer.uint32(18).string(message.clientId);
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(26).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(34).string(message.quantity);
        if (message.amount != null && $Object.hasOwnProperty.call(message, "amount") && message.amount !== "")
            writer.uint32(42).string(message.amount);
        if (message.avgPrice != null && $Object.hasOwnProperty.call(message, "avgPrice") && message.avgPrice !== "")
            writer.uint32(50).string(message.avgPrice);
        if (message.orderType != null && $Object.hasOwnProperty.call(message, "orderType") && message.orderType !== 0)
            writer.uint32(56).int32(message.orderType);
        if (message.tradeType != null && $Object.hasOwnProperty.call(message, "tradeType") && message.tradeType !== 0)
            writer.uint32(64).int32(message.tradeType);
        if (message.isMaker != null && $Object.hasOwnProperty.call(message, "isMaker") && message.isMaker !== false)
            writer.uint32(72).bool(message.isMaker);
        if (message.remainAmount != null && $Object.hasOwnProperty.call(message, "remainAmount") && message.remainAmount !== "")
            writer.uint32(82).string(message.remainAmount);
        if (message.remainQuantity != null && $Object.hasOwnProperty.call(message, "remainQuantity") && message.remainQuantity !== "")
            writer.uint32(90).string(message.remainQuantity);
        if (message.lastDealQuantity != null && $Object.hasOwnProperty.call(message, "lastDealQuantity"))
            writer.uint32(98).string(message.lastDealQuantity);
        if (message.cumulativeQuantity != null && $Object.hasOwnProperty.call(message, "cumulativeQuantity") && message.cumulativeQuantity !== "")
            writer.uint32(106).string(message.cumulativeQuantity);
        if (message.cumulativeAmount != null && $Object.hasOwnProperty.call(message, "cumulativeAmount") && message.cumulativeAmount !== "")
            writer.uint32(114).string(message.cumulativeAmount);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
            writer.uint32(120).int32(message.status);
        if (message.createTime != null && $Object.hasOwnProperty.call(message, "createTime") && (typeof message.createTime === "object" ? message.createTime.low || message.createTime.high : message.createTime !== 0))
            writer.uint32(128).int64(message.createTime);
        if (message.market != null && $Object.hasOwnProperty.call(message, "market"))
            writer.uint32(138).string(message.market);
        if (message.triggerType != null && $Object.hasOwnProperty.call(message, "triggerType"))
            writer.uint32(144).int32(message.triggerType);
        if (message.triggerPrice != null && $Object.hasOwnProperty.call(message, "triggerPrice"))
            writer.uint32(154).string(message.triggerPrice);
        if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
            writer.uint32(160).int32(message.state);
        if (message.ocoId != null && $Object.hasOwnProperty.call(message, "ocoId"))
            writer.uint32(170).string(message.ocoId);
        if (message.routeFactor != null && $Object.hasOwnProperty.call(message, "routeFactor"))
            writer.uint32(178).string(message.routeFactor);
        if (message.symbolId != null && $Object.hasOwnProperty.call(message, "symbolId"))
            writer.uint32(186).string(message.symbolId);
        if (message.marketId != null && $Object.hasOwnProperty.call(message, "marketId"))
            writer.uint32(194).string(message.marketId);
        if (message.marketCurrencyId != null && $Object.hasOwnProperty.call(message, "marketCurrencyId"))
            writer.uint32(202).string(message.marketCurrencyId);
        if (message.currencyId != null && $Object.hasOwnProperty.call(message, "currencyId"))
            writer.uint32(210).string(message.currencyId);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PrivateOrdersV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PrivateOrdersV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.id = value;
                    else
                        delete message.id;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.clientId = value;
                    else
                        delete message.clientId;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.amount = value;
                    else
                        delete message.amount;
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.avgPrice = value;
                    else
                        delete message.avgPrice;
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.orderType = value;
                    else
                        delete message.orderType;
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.tradeType = value;
                    else
                        delete message.tradeType;
                    continue;
                }
            case 9: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.bool())
                        message.isMaker = value;
                    else
                        delete message.isMaker;
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.remainAmount = value;
                    else
                        delete message.remainAmount;
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.remainQuantity = value;
                    else
                        delete message.remainQuantity;
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    message.lastDealQuantity = reader.stringVerify();
                    message._lastDealQuantity = "lastDealQuantity";
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.cumulativeQuantity = value;
                    else
                        delete message.cumulativeQuantity;
                    continue;
                }
            case 14: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.cumulativeAmount = value;
                    else
                        delete message.cumulativeAmount;
                    continue;
                }
            case 15: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.status = value;
                    else
                        delete message.status;
                    continue;
                }
            case 16: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.createTime = value;
                    else
                        delete message.createTime;
                    continue;
                }
            case 17: {
                    if (wireType !== 2)
                        break;
                    message.market = reader.stringVerify();
                    message._market = "market";
                    continue;
                }
            case 18: {
                    if (wireType !== 0)
                        break;
                    message.triggerType = reader.int32();
                    message._triggerType = "triggerType";
                    continue;
                }
            case 19: {
                    if (wireType !== 2)
                        break;
                    message.triggerPrice = reader.stringVerify();
                    message._triggerPrice = "triggerPrice";
                    continue;
                }
            case 20: {
                    if (wireType !== 0)
                        break;
                    message.state = reader.int32();
                    message._state = "state";
                    continue;
                }
            case 21: {
                    if (wireType !== 2)
                        break;
                    message.ocoId = reader.stringVerify();
                    message._ocoId = "ocoId";
                    continue;
                }
            case 22: {
                    if (wireType !== 2)
                        break;
                    message.routeFactor = reader.stringVerify();
                    message._routeFactor = "routeFactor";
                    continue;
                }
            case 23: {
                    if (wireType !== 2)
                        break;
                    message.symbolId = reader.stringVerify();
                    message._symbolId = "symbolId";
                    continue;
                }
            case 24: {
                    if (wireType !== 2)
                        break;
                    message.marketId = reader.stringVerify();
                    message._marketId = "marketId";
                    continue;
                }
            case 25: {
                    if (wireType !== 2)
                        break;
                    message.marketCurrencyId = reader.stringVerify();
                    message._marketCurrencyId = "marketCurrencyId";
                    continue;
                }
            case 26: {
                    if (wireType !== 2)
                        break;
                    message.currencyId = reader.stringVerify();
                    message._currencyId = "currencyId";
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PrivateOrdersV3Api;
})();

$root.PublicDealsV3Api = (() => {

    const PublicDealsV3Api = function (properties) {
        this.deals = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicDealsV3Api.prototype.deals = $util.emptyArray;
    PublicDealsV3Api.prototype.eventType = "";

    PublicDealsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.deals != null && message.deals.length)
            for (let i = 0; i < message.deals.length; ++i)
                $root.PublicDealsV3ApiItem.encode(message.deals[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(18).string(message.eventType);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicDealsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicDealsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.deals && message.deals.length))
                        message.deals = [];
                    message.deals.push($root.PublicDealsV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicDealsV3Api;
})();

$root.PublicDealsV3ApiItem = (() => {

    const PublicDealsV3ApiItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicDealsV3ApiItem.prototype.price = "";
    PublicDealsV3ApiItem.prototype.quantity = "";
    PublicDealsV3ApiItem.prototype.tradeType = 0;
    PublicDealsV3ApiItem.prototype.time = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

    PublicDealsV3ApiItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.tradeType != null && $Object.hasOwnProperty.call(message, "tradeType") && message.tradeType !== 0)
            writer.uint32(24).int32(message.tradeType);
        if (message.time != null && $Object.hasOwnProperty.call(message, "time") && (typeof message.time === "object" ? message.time.low || message.time.high : message.time !== 0))
            writer.uint32(32).int64(message.time);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicDealsV3ApiItem.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicDealsV3ApiItem();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.tradeType = value;
                    else
                        delete message.tradeType;
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                        message.time = value;
                    else
                        delete message.time;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicDealsV3ApiItem;
})();

$root.PublicIncreaseDepthsV3Api = (() => {

    const PublicIncreaseDepthsV3Api = function (properties) {
        this.asks = [];
        this.bids = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicIncreaseDepthsV3Api.prototype.asks = $util.emptyArray;
    PublicIncreaseDepthsV3Api.prototype.bids = $util.emptyArray;
    PublicIncreaseDepthsV3Api.prototype.eventType = "";
    PublicIncreaseDepthsV3Api.prototype.version = "";

    PublicIncreaseDepthsV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.asks != null && message.asks.length)
            for (let i = 0; i < message.asks.length; ++i)
                $root.PublicIncreaseDepthV3ApiItem.encode(message.asks[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.bids != null && message.bids.length)
            for (let i = 0; i < message.bids.length; ++i)
                $root.PublicIncreaseDepthV3ApiItem.encode(message.bids[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(26).string(message.eventType);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
            writer.uint32(34).string(message.version);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicIncreaseDepthsV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicIncreaseDepthsV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.asks && message.asks.length))
                        message.asks = [];
                    message.asks.push($root.PublicIncreaseDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.bids && message.bids.length))
                        message.bids = [];
                    message.bids.push($root.PublicIncreaseDepthV3ApiItem.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.version = value;
                    else
                        delete message.version;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicIncreaseDepthsV3Api;
})();

$root.PublicIncreaseDepthV3ApiItem = (() => {

    const PublicIncreaseDepthV3ApiItem = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicIncreaseDepthV3ApiItem.prototype.price = "";
    PublicIncreaseDepthV3ApiItem.prototype.quantity = "";

    PublicIncreaseDepthV3ApiItem.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.price != null && $Object.hasOwnProperty.call(message, "price") && message.price !== "")
            writer.uint32(10).string(message.price);
        if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity") && message.quantity !== "")
            writer.uint32(18).string(message.quantity);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicIncreaseDepthV3ApiItem.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicIncreaseDepthV3ApiItem();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.price = value;
                    else
                        delete message.price;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.quantity = value;
                    else
                        delete message.quantity;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicIncreaseDepthV3ApiItem;
})();

$root.PublicIncreaseDepthsBatchV3Api = (() => {

    const PublicIncreaseDepthsBatchV3Api = function (properties) {
        this.items = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    PublicIncreaseDepthsBatchV3Api.prototype.items = $util.emptyArray;
    PublicIncreaseDepthsBatchV3Api.prototype.eventType = "";

    PublicIncreaseDepthsBatchV3Api.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.items != null && message.items.length)
            for (let i = 0; i < message.items.length; ++i)
                $root.PublicIncreaseDepthsV3Api.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.eventType != null && $Object.hasOwnProperty.call(message, "eventType") && message.eventType !== "")
            writer.uint32(18).string(message.eventType);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    PublicIncreaseDepthsBatchV3Api.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.PublicIncreaseDepthsBatchV3Api();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.items && message.items.length))
                        message.items = [];
                    message.items.push($root.PublicIncreaseDepthsV3Api.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventType = value;
                    else
                        delete message.eventType;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    return PublicIncreaseDepthsBatchV3Api;
})();

