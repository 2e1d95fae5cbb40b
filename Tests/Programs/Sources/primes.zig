//! A Zig program: slices, optionals, error unions, tagged unions, generics and checked arithmetic.

const std = @import("std");
const wasi = std.os.wasi;

fn print(comptime format: []const u8, arguments: anytype) void {
    var buffer: [512]u8 = undefined;
    const text = std.fmt.bufPrint(&buffer, format, arguments) catch "too long\n";
    var vector = [1]std.posix.iovec_const{.{ .base = text.ptr, .len = text.len }};
    var written: usize = undefined;
    _ = wasi.fd_write(1, &vector, 1, &written);
}

const ParseError = error{ Empty, NotADigit, TooLarge };

fn parse(text: []const u8) ParseError!u16 {
    if (text.len == 0) return error.Empty;
    var value: u16 = 0;
    for (text) |byte| {
        if (byte < '0' or byte > '9') return error.NotADigit;
        const scaled = @mulWithOverflow(value, 10);
        const sum = @addWithOverflow(scaled[0], byte - '0');
        if (scaled[1] | sum[1] != 0) return error.TooLarge;
        value = sum[0];
    }
    return value;
}

const Shape = union(enum) {
    circle: f64,
    rectangle: struct { width: f64, height: f64 },

    fn area(self: Shape) f64 {
        return switch (self) {
            .circle => |radius| std.math.pi * radius * radius,
            .rectangle => |r| r.width * r.height,
        };
    }
};

fn Ring(comptime T: type, comptime capacity: usize) type {
    return struct {
        items: [capacity]T = undefined,
        start: usize = 0,
        count: usize = 0,

        fn push(self: *@This(), item: T) void {
            self.items[(self.start + self.count) % capacity] = item;
            if (self.count < capacity) {
                self.count += 1;
            } else {
                self.start = (self.start + 1) % capacity;
            }
        }

        fn at(self: @This(), index: usize) ?T {
            return if (index < self.count) self.items[(self.start + index) % capacity] else null;
        }
    };
}

fn lessThan(_: void, a: u64, b: u64) bool {
    return a % 1000 < b % 1000;
}

pub fn main() void {
    var composite: [50_000]bool = @splat(false);
    var last = Ring(u32, 5){};
    var count: u32 = 0;
    for (2..composite.len) |n| {
        if (composite[n]) continue;
        count += 1;
        last.push(@intCast(n));
        var multiple = n * n;
        while (multiple < composite.len) : (multiple += n) composite[multiple] = true;
    }
    print("{d} primes, the last", .{count});
    for (0..6) |i| {
        if (last.at(i)) |prime| print(" {d}", .{prime}) else print(" none\n", .{});
    }

    for ([_][]const u8{ "123", "", "65535", "65536", "1x" }) |text| {
        if (parse(text)) |value| {
            print("[{s}] is {d}\n", .{ text, value });
        } else |err| {
            print("[{s}] {s}\n", .{ text, @errorName(err) });
        }
    }

    for ([_]Shape{ .{ .circle = 2 }, .{ .rectangle = .{ .width = 3, .height = 4.5 } } }) |shape| {
        print("{s} {d:.4}\n", .{ @tagName(shape), shape.area() });
    }

    var numbers: [20]u64 = undefined;
    var random: u64 = 42;
    for (&numbers) |*number| {
        random = random *% 6364136223846793005 +% 1442695040888963407;
        number.* = random >> 33;
    }
    std.mem.sort(u64, &numbers, {}, lessThan);
    print("first {d}, last {d}\n", .{ numbers[0], numbers[19] });
    const wide: u128 = @as(u128, numbers[0]) * numbers[1] * numbers[2] * numbers[3];
    print("product {d} {x}\n", .{ wide, wide });
    const v: @Vector(4, f32) = .{ 1, 2, 3, 4 };
    print("vector {d}\n", .{@reduce(.Add, v * v)});
}
