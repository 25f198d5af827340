// Reads dashboards strictly, by the types that are generated from Grafana's own schema: one line on standard output for
// each fault of the files that are named. A round trip says what the schema's types do not keep.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// Kinds of panels whose options are checked; one of another kind is a fault.
var panels = []variants.PanelcfgConfig{
	stat.VariantConfig(), statetimeline.VariantConfig(), table.VariantConfig(), timeseries.VariantConfig(),
}

func main() {
	runtime := cog.NewRuntime()
	known := []string{"row"}
	for _, panel := range panels {
		runtime.RegisterPanelcfgVariant(panel)
		known = append(known, panel.Identifier)
	}
	runtime.RegisterDataqueryVariant(prometheus.VariantConfig())
	for _, path := range os.Args[1:] {
		for _, fault := range faultsOf(path, known) {
			fmt.Printf("%s: %s\n", path, fault)
		}
	}
}

func faultsOf(path string, known []string) []string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return []string{err.Error()}
	}
	var strict, read dashboard.Dashboard
	faults := said(strict.UnmarshalJSONStrict(raw))
	// What is read strictly has no panels: the generated code takes an empty list of faults for a fault.
	faults = append(faults, said(json.Unmarshal(raw, &read))...)
	faults = append(faults, said(read.Validate())...)
	for _, one := range read.Panels {
		if one.Panel != nil && !slices.Contains(known, one.Panel.Type) {
			faults = append(faults, fmt.Sprintf("%q is of the kind %q, whose options nobody checks", *one.Panel.Title, one.Panel.Type))
		}
	}
	return append(faults, lost(raw, read)...)
}

func said(err error) []string {
	var all cog.BuildErrors
	if !errors.As(err, &all) {
		if err == nil {
			return nil
		}
		return []string{err.Error()}
	}
	faults := make([]string, 0, len(all))
	for _, one := range all {
		faults = append(faults, one.Error())
	}
	return faults
}

// What is in the file and not in what the types write again.
func lost(raw []byte, read dashboard.Dashboard) []string {
	again, err := json.Marshal(read)
	if err != nil {
		return []string{err.Error()}
	}
	var before, after any
	if err := errors.Join(json.Unmarshal(raw, &before), json.Unmarshal(again, &after)); err != nil {
		return []string{err.Error()}
	}
	return missing("dashboard", before, after)
}

func missing(place string, before, after any) []string {
	switch one := before.(type) {
	case map[string]any:
		other, _ := after.(map[string]any)
		var faults []string
		for key, value := range one {
			if _, has := other[key]; !has && !isEmpty(value) {
				faults = append(faults, fmt.Sprintf("%s.%s: Grafana's types do not keep it", place, key))
			} else if has {
				faults = append(faults, missing(place+"."+key, value, other[key])...)
			}
		}
		return faults
	case []any:
		other, _ := after.([]any)
		if len(other) != len(one) {
			return []string{fmt.Sprintf("%s: %d of %d are kept", place, len(other), len(one))}
		}
		var faults []string
		for i, value := range one {
			faults = append(faults, missing(fmt.Sprintf("%s[%d]", place, i), value, other[i])...)
		}
		return faults
	}
	if !reflect.DeepEqual(before, after) {
		return []string{fmt.Sprintf("%s: %v becomes %v", place, before, after)}
	}
	return nil
}

// An empty list or text and none are the same to Grafana.
func isEmpty(value any) bool {
	switch one := value.(type) {
	case nil:
		return true
	case []any:
		return len(one) == 0
	case string:
		return one == ""
	}
	return false
}
