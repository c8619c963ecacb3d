import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Java's Avro on the bytes that houle-bench wrote: each line is a name, a tab, and nanoseconds a record.
 * Arguments: the schema, the records (one container file with codec null), and any number of container files.
 * Everything that Java lets a caller reuse is reused: decoder, encoder, record. A line is the best of many rounds after a
 * warm-up of seconds, as on our side.
 */
public final class JavaAvroBench {
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final long MEASURE_NANOS = 4_000_000_000L;

    public static void main(String[] args) throws Exception {
        Schema schema = new Schema.Parser().parse(new File(args[0]));
        List<byte[]> bodies = new ArrayList<>();
        List<GenericRecord> records = new ArrayList<>();
        GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>(schema);
        GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileReader<GenericRecord> file = new DataFileReader<>(new File(args[1]), new GenericDatumReader<>(schema))) {
            BinaryEncoder encoder = null;
            while (file.hasNext()) {
                GenericRecord record = file.next();
                bytes.reset();
                encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
                writer.write(record, encoder);
                encoder.flush();
                records.add(record);
                bodies.add(bytes.toByteArray());
            }
        }

        BinaryDecoder[] decoder = new BinaryDecoder[1];
        GenericRecord[] reused = new GenericRecord[1];
        report("decode", bodies.size(), () -> {
            long sum = 0;
            for (byte[] body : bodies) {
                decoder[0] = DecoderFactory.get().binaryDecoder(body, decoder[0]);
                reused[0] = reader.read(reused[0], decoder[0]);
                sum += (Long) reused[0].get(1);
            }
            return sum;
        });

        BinaryEncoder[] encoder = new BinaryEncoder[1];
        report("encode", records.size(), () -> {
            bytes.reset();
            encoder[0] = EncoderFactory.get().binaryEncoder(bytes, encoder[0]);
            for (GenericRecord record : records) writer.write(record, encoder[0]);
            encoder[0].flush();
            return bytes.size();
        });

        for (int i = 2; i < args.length; i++) {
            byte[] file = Files.readAllBytes(Path.of(args[i]));
            int[] count = new int[1];
            Round read = () -> {
                long n = 0;
                GenericRecord record = null;
                try (DataFileReader<GenericRecord> input = new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>(schema))) {
                    for (; input.hasNext(); n++) record = input.next(record);
                }
                count[0] = (int) n;
                return n;
            };
            read.run();
            String name = Path.of(args[i]).getFileName().toString();
            report("read " + name.substring(0, name.indexOf('.')), count[0], read);
        }
    }

    private interface Round {
        long run() throws Exception;
    }

    private static void report(String name, int records, Round round) throws Exception {
        long sink = 0;
        for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP_NANOS;) sink += round.run();
        long best = Long.MAX_VALUE;
        for (long start = System.nanoTime(); System.nanoTime() - start < MEASURE_NANOS;) {
            long before = System.nanoTime();
            sink += round.run();
            best = Math.min(best, System.nanoTime() - before);
        }
        if (sink == 42) System.err.println();
        System.out.printf(java.util.Locale.ROOT, "%s\t%.1f%n", name, best / (double) records);
    }
}
