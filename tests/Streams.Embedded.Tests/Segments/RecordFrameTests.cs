using Houle.Streams.Embedded.Segments;
using Houle.Streams.Log;

namespace Houle.Streams.Embedded.Tests.Segments;

public sealed class RecordFrameTests
{
    private static byte[] Frame(long offset, int keyLength, int valueLength, params byte[] body)
    {
        byte[] frame = new byte[RecordFrame.HeaderBytes + body.Length];
        RecordFrame.Write(frame, offset, 42, keyLength, valueLength, body);
        return frame;
    }

    [Fact]
    public void Frame_read_back_marks_headers_key_and_value()
    {
        byte[] frame = Frame(9, 2, 3, 1, 2, 2, 3, 3, 3);
        RecordFrame.TryRead(frame, 9, 100, out RecordSlice slice).ShouldBeTrue();
        slice.ShouldBe(new RecordSlice(9, 42, KeyStart: 125, KeyLength: 2, ValueStart: 127, ValueLength: 3, HeadersStart: 124, HeadersLength: 1));
    }

    [Fact]
    public void Frame_in_the_place_of_another_is_refused() =>
        RecordFrame.TryRead(Frame(9, 0, 1, 7), 10, 0, out _).ShouldBeFalse();

    [Fact]
    public void Frame_with_any_bit_flipped_is_refused()
    {
        byte[] frame = Frame(9, 2, -1, 1, 2, 2);
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            RecordFrame.TryRead(frame, 9, 0, out _).ShouldBeFalse($"bit {bit}");
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(0, -2)]
    [InlineData(4, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Frame_with_lengths_that_do_not_fit_is_refused_whatever_its_checksum(int keyLength, int valueLength) =>
        RecordFrame.TryRead(Frame(9, keyLength, valueLength, 1, 2, 3), 9, 0, out _).ShouldBeFalse();
}
