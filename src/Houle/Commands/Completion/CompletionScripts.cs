namespace Houle.Commands.Completion;

/// <summary>The completion scripts. Each asks the program itself, by the [suggest] directive, so they never go stale.</summary>
internal static class CompletionScripts
{
    private const string Bash = """
        _houle() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
                compgen -W "$("${COMP_WORDS[0]}" "[suggest:$((COMP_POINT - ${#COMP_WORDS[0]} - 1))]" \
                    "${COMP_LINE#* }" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _houle houle ./houle
        """;

    private const string Zsh = """
        #compdef houle
        _houle() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$((CURSOR - ${#words[1]} - 1))]" "${BUFFER#* }" 2>/dev/null)}")
            compadd -- $found || _files
        }
        compdef _houle houle ./houle
        """;

    private const string Fish = """
        function __houle_complete
            set -l program (commandline -opc)[1]
            set -l line (string replace -r '^\S+\s?' '' -- (commandline -cp))
            $program "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c houle -a '(__houle_complete)'
        """;

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "bash, zsh or fish"),
    };
}
