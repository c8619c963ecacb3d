# Reads xUnit v2+ result files. With brief=1: one line of counts. Otherwise: skipped tests with their reasons, the
# slowest tests, the failed ones, and last "N passed, N failed, N skipped". Exit code 1 on a failure or if no test ran.
BEGIN { RS = "<" }

function attribute(name,    rest) {
    if (!match($0, "[ \t]" name "=\"[^\"]*\"")) return ""
    rest = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", rest); sub(/"$/, "", rest)
    gsub(/&lt;/, "<", rest); gsub(/&gt;/, ">", rest); gsub(/&quot;/, "\"", rest); gsub(/&apos;/, "'", rest)
    gsub(/&amp;/, "\\&", rest)
    return rest
}

/^assembly / {
    passed += attribute("passed"); skipped += attribute("skipped")
    failed += attribute("failed") + attribute("errors"); seconds += attribute("time")
}

/^test / {
    test = attribute("name"); result = attribute("result"); inReason = 0
    if (result == "Fail") failures[++failureCount] = test
    if (attribute("time") >= 5) slow[++slowCount] = sprintf("%8.1f s  %s", attribute("time"), test)
}

/^reason>/ { inReason = 1 }
/^\/reason>/ { inReason = 0 }
/^!\[CDATA\[/ && inReason {
    reason = $0
    sub(/^!\[CDATA\[/, "", reason); sub(/\]\]>[^>]*$/, "", reason)
    skips[++skipCount] = test ": " reason
}

END {
    total = passed + failed + skipped
    if (brief) {
        printf "%d passed, %d failed, %d skipped in %.1f s\n", passed, failed, skipped, seconds
        exit 0
    }
    if (skipCount) { print "skipped:"; for (i = 1; i <= skipCount; i++) print "  " skips[i] }
    if (slowCount) { print "slow (5 s or more):"; for (i = 1; i <= slowCount; i++) print "  " slow[i] }
    if (failureCount) { print "failed:"; for (i = 1; i <= failureCount; i++) print "  " failures[i] }
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit (failed > 0 || total == 0) ? 1 : 0
}
